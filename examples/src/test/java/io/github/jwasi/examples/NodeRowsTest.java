package io.github.jwasi.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every behaviour of Node's is either tested or one that Java's types exclude. */
class NodeRowsTest {
    /** How many rows each section has. */
    private static final Map<String, Integer> SECTIONS =
            Map.of("A", 53, "B", 14, "C", 33, "D", 14, "E", 8, "F", 6, "G", 4, "H", 13, "I", 31);

    /** Why there is no test, by row. */
    private static Map<String, String> inexpressible() {
        var reasons = new LinkedHashMap<String, String>();
        put(reasons, "the options are those of a builder, and no object", "A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A53");
        put(reasons, "the parameter is a String or a WASI.Version", "A13");
        put(reasons, "the parameter is a List<String> or String...", "A21");
        put(reasons, "the parameter is a Map<String, String>", "A27 A29 A31");
        put(reasons, "the parameter is a Map<String, Path>", "A33");
        put(reasons, "the parameter is a boolean", "A38 A39");
        put(
                reasons,
                "the parameter is an Input or an Output, which have no numbers of descriptors",
                "A40 A41 A42 A43 A44" + " A45 A46 A47");
        put(reasons, "each method of the builder checks its option when it is called", "A51 A52");
        put(
                reasons,
                "the parameter is an Instance, whose exports are made by the engine",
                "C3 C4 C5 C6 C7 C8 C11 C12 C13" + " C18 D2 D7");
        put(reasons, "the method is void", "D9");
        put(reasons, "there is no object of options, but a parameter for the memory", "E7");
        put(reasons, "there are no wasi-threads", "I18");
        return reasons;
    }

    private static void put(Map<String, String> reasons, String reason, String rows) {
        for (var row : rows.split(" ", -1)) {
            assertThat(reasons.put(row, reason)).as(row).isNull();
        }
    }

    private static Stream<NodeRow> tested() {
        return Stream.of(
                        NodeOptionsTest.rows(),
                        NodeImportsTest.rows(),
                        NodeStartTest.rows(),
                        NodeInitializeTest.rows(),
                        NodeFinalizeBindingsTest.rows(),
                        NodeExitTest.rows(),
                        NodeStreamsTest.rows(),
                        NodeSandboxTest.rows(),
                        NodeProgramsTest.rows())
                .flatMap(rows -> rows);
    }

    @Test
    void everyRowIsTestedOnceOrCannotBeWritten() {
        var all = new TreeSet<String>();
        SECTIONS.forEach(
                (section, count) -> IntStream.rangeClosed(1, count).forEach(number -> all.add(section + number)));
        var tested = tested().map(NodeRow::number).toList();
        assertThat(tested)
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(inexpressible().keySet());
        var covered = new TreeSet<>(tested);
        covered.addAll(inexpressible().keySet());
        assertThat(covered).isEqualTo(all);
    }
}
