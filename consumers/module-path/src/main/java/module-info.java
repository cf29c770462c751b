module com.example.modulepath {
    requires io.github.jwasi;
}
