/** A guest shipped as an application. */
module com.example.application {
    requires io.github.jwasi;
}
