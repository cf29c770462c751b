package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What GraalVM's native-image has to know of the methods that this module looks up by name. */
class ReachabilityMetadataTest {
    private static final String NAME = "/META-INF/native-image/io.github.jwasi/jwasi/reachability-metadata.json";
    private static final Path SOURCES = Path.of("src", "main", "java", "io", "github", "jwasi");

    /** Looks up what jextract generates, which the metadata of the bindings has, and where native-image has no use for it. */
    private static final String STUBS = "UpcallStub.java";

    private static final Pattern LOOKUP = Pattern.compile("\\.find(?:Static|Virtual)\\(\\s*(\\w+)\\.class");
    private static final Pattern TYPE = Pattern.compile("\\{\"type\": \"[\\w.]*\\.(\\w+)\"");

    @Test
    void hasTheClassesWhoseMethodsAreLookedUp() throws IOException {
        var lookedUp = new TreeSet<String>();
        try (var files = Files.list(SOURCES)) {
            for (var file : (Iterable<Path>) files.filter(file -> !file.endsWith(STUBS))::iterator) {
                lookedUp.addAll(found(LOOKUP, Files.readString(file)));
            }
        }
        assertThat(found(TYPE, metadata())).isEqualTo(lookedUp).contains("NumberCall");
    }

    @Test
    void namesClassesAndMethodsThatAreThere() throws Exception {
        for (var type : new Class<?>[] {Function.class, HandleBody.class, NumberCall.class, Double.class}) {
            assertThat(metadata()).contains("\"" + type.getName() + "\"");
        }
        assertThat(Function.class.getMethod("call", Object[].class)).isNotNull();
    }

    private static Set<String> found(Pattern pattern, String text) {
        var names = pattern.matcher(text).results().map((MatchResult match) -> match.group(1));
        return names.collect(Collectors.toCollection(TreeSet::new));
    }

    private static String metadata() throws IOException {
        try (var stream = Engine.class.getResourceAsStream(NAME)) {
            assertThat(stream).isNotNull();
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
