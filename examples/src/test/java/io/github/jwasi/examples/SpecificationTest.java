package io.github.jwasi.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jwasi.Engine;
import io.github.jwasi.EngineOptions;
import io.github.jwasi.Proposal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** WebAssembly's own tests: those of the core specification and of the proposals that the engine has. */
@Timeout(600)
class SpecificationTest {
    /** Proposals whose scripts are older than WebAssembly 3.0, and expect what it has changed. */
    private static final Set<String> SUPERSEDED = Set.of("mutable-global", "multi-value", "reference-types", "threads");

    /** Single scripts of this kind. */
    private static final Set<String> SUPERSEDED_SCRIPTS = Set.of(
            "function-references/binary",
            // More than one memory is invalid there, and a memory of 2^48 pages.
            "memory64/binary",
            "memory64/memory",
            "memory64/memory64");

    private static final EngineOptions OPTIONS = EngineOptions.DEFAULT
            .withProposal(Proposal.WIDE_ARITHMETIC, true)
            .withProposal(Proposal.CUSTOM_PAGE_SIZES, true);

    private final ObjectMapper json = new ObjectMapper();

    @TestFactory
    List<DynamicNode> scripts() throws Exception {
        var folder = RealPrograms.run("fetch-spec-tests.sh");
        try (var parts = Files.list(folder)) {
            return parts.filter(part -> !SUPERSEDED.contains(part.getFileName().toString()))
                    .sorted()
                    .<DynamicNode>map(this::part)
                    .toList();
        }
    }

    private DynamicContainer part(Path folder) {
        try (var files = Files.list(folder)) {
            var scripts = files.filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> !SUPERSEDED_SCRIPTS.contains(folder.getFileName() + "/" + name(file)))
                    .sorted()
                    .toList();
            return DynamicContainer.dynamicContainer(
                    folder.getFileName().toString(),
                    Stream.concat(
                            scripts.stream().map(script -> DynamicTest.dynamicTest(name(script), () -> run(script))),
                            Stream.of(DynamicTest.dynamicTest(
                                    "is not empty", () -> assertThat(scripts).isNotEmpty()))));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String name(Path script) {
        return script.getFileName().toString().replace(".json", "");
    }

    private void run(Path script) throws IOException {
        try (var engine = Engine.create(OPTIONS);
                var run = new SpecificationScript(engine, script.getParent())) {
            for (var command : json.readTree(Files.readAllBytes(script)).get("commands")) {
                run.execute(command);
            }
            assertThat(run.failures()).as(script.toString()).isEmpty();
        }
    }
}
