package io.github.jwasi.bindings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What GraalVM's native-image has to know, of the calls above all: {@code reachability-metadata.json}, made from the
 * bindings.
 *
 * @see <a href="https://www.graalvm.org/latest/reference-manual/native-image/metadata/">Reachability Metadata</a>
 */
class ReachabilityMetadataTest {
    private static final String NAME =
            "META-INF/native-image/io.github.jwasi/jwasi-bindings/reachability-metadata.json";
    private static final Path GENERATED = Path.of("src", "generated", "java", "io", "github", "jwasi", "bindings");

    private static final Map<Class<?>, String> NAMES = Map.of(
            boolean.class, "jboolean",
            byte.class, "jbyte",
            short.class, "jshort",
            int.class, "jint",
            long.class, "jlong",
            float.class, "jfloat",
            double.class, "jdouble");

    @Test
    void isWhatTheBindingsNeed() throws Exception {
        var wanted = metadata();
        var made = Files.writeString(Path.of("target", "reachability-metadata.json"), wanted);
        var file = Path.of("src", "main", "resources").resolve(NAME);
        assertThat(file)
                .as("the bindings have changed: cp bindings/%s bindings/%s", made, file)
                .hasContent(wanted);
    }

    @Test
    void isInTheJar() {
        assertThat(NativeLibrary.class.getResource("/" + NAME)).isNotNull();
    }

    private static String metadata() throws ReflectiveOperationException, IOException {
        var upcalls = upcalls();
        return """
                {
                  "resources": [
                    {"glob": "META-INF/jwasi/**"}
                  ],
                  "reflection": [
                    %s
                  ],
                  "foreign": {
                    "downcalls": [
                      %s
                    ],
                    "upcalls": [
                      %s
                    ]
                  }
                }
                """.formatted(
                        joined(4, reflection(upcalls)),
                        joined(6, downcalls()),
                        joined(
                                6,
                                new TreeSet<>(upcalls.values().stream()
                                        .map(descriptor -> signature(descriptor, ""))
                                        .toList())));
    }

    private static String joined(int indent, Iterable<String> lines) {
        return String.join(",\n" + " ".repeat(indent), lines);
    }

    /** One of each signature: which functions have it does not matter. */
    private static Set<String> downcalls() throws ReflectiveOperationException {
        var signatures = new TreeSet<String>();
        for (var method : Wasmtime.class.getMethods()) {
            if (method.getName().endsWith("$descriptor")) {
                signatures.add(signature((FunctionDescriptor) method.invoke(null), ""));
            }
        }
        // What the headers declare without parameters, which jextract takes for variadic.
        signatures.add(
                signature(FunctionDescriptor.of(Wasmtime.C_POINTER), ", \"options\": {\"firstVariadicArg\": 0}"));
        // LibraryVersion asks the library before it trusts the bindings.
        signatures.add(signature(FunctionDescriptor.of(Wasmtime.C_POINTER), ""));
        return signatures;
    }

    private static Map<Class<?>, FunctionDescriptor> upcalls() throws ReflectiveOperationException, IOException {
        var found =
                new TreeMap<Class<?>, FunctionDescriptor>((a, b) -> a.getName().compareTo(b.getName()));
        try (var files = Files.list(GENERATED)) {
            for (var file : (Iterable<Path>) files::iterator) {
                var name = file.getFileName().toString().replace(".java", "");
                var type = Class.forName(NativeLibrary.class.getPackageName() + "." + name);
                var function = Arrays.stream(type.getClasses())
                        .filter(inner -> inner.getSimpleName().equals("Function"))
                        .findAny();
                if (function.isPresent()) {
                    found.put(function.get(), (FunctionDescriptor)
                            type.getMethod("descriptor").invoke(null));
                }
            }
        }
        return found;
    }

    /** A stub's method is looked up by its name. */
    private static List<String> reflection(Map<Class<?>, FunctionDescriptor> upcalls) {
        var types = new ArrayList<String>();
        upcalls.forEach((type, descriptor) -> {
            var parameters = descriptor.toMethodType().parameterList().stream()
                    .map(parameter -> "\"" + parameter.getName() + "\"")
                    .collect(Collectors.joining(", "));
            types.add("{\"type\": \"%s\", \"methods\": [{\"name\": \"apply\", \"parameterTypes\": [%s]}]}"
                    .formatted(type.getName(), parameters));
        });
        return types;
    }

    private static String signature(FunctionDescriptor descriptor, String options) {
        var parameters = descriptor.argumentLayouts().stream()
                .map(layout -> "\"" + name(layout) + "\"")
                .collect(Collectors.joining(", "));
        var result =
                descriptor.returnLayout().map(ReachabilityMetadataTest::name).orElse("void");
        return "{\"returnType\": \"%s\", \"parameterTypes\": [%s]%s}".formatted(result, parameters, options);
    }

    private static String name(MemoryLayout layout) {
        return switch (layout) {
            case AddressLayout address -> "void*";
            case ValueLayout value -> NAMES.get(value.carrier());
            default -> throw new AssertionError("no function has a structure as a value: " + layout);
        };
    }
}
