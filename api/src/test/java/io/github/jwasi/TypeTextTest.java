package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The text of the types that a module imports and exports. */
@Timeout(60)
class TypeTextTest {
    private static ValueType imported(String types, String wanted) {
        try (var module =
                WebAssembly.compileText("(module " + types + " (import \"a\" \"b\" (global " + wanted + ")))")) {
            return ((GlobalType) module.imports().getFirst().type()).content();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "i32 | i32",
                "v128 | v128",
                "funcref | funcref",
                "(ref extern) | (ref extern)",
                "i31ref | i31ref",
                "(ref null $point) | (ref null (struct (field i32) (field (mut f64))))",
                "(ref $bytes) | (ref (array (mut i8)))",
                "(ref $words) | (ref (array i16))",
                "(ref $call) | (ref (func (param i32 (ref null extern)) (result i64)))",
                "(ref $none) | (ref (func))",
                "(ref $empty) | (ref (struct))",
                "(ref null $list) | (ref null (struct $0 (field i32) (field (ref null $0))))",
                "(ref $nested) | (ref (struct $0 (field (ref (array (ref $0))))))",
            })
    void isThatOfTheTextFormat(String wanted, String text) {
        var types = """
                (type $point (struct (field i32) (field (mut f64))))
                (type $bytes (array (mut i8)))
                (type $words (array i16))
                (type $call (func (param i32 externref) (result i64)))
                (type $none (func))
                (type $empty (struct))
                (rec (type $list (struct (field i32) (field (ref null $list)))))
                (rec
                  (type $nested (struct (field (ref $other))))
                  (type $other (array (ref $nested))))
                """;
        assertThat(imported(types, wanted).text()).isEqualTo(text);
    }

    @Test
    void aTypeOfTypesWithoutEndIsCut() {
        var types = new StringBuilder("(type $0 (struct))");
        for (int i = 1; i < 200; i++) {
            types.append("(type $%d (struct (field (ref $%d)) (field (ref $%d))))".formatted(i, i - 1, i - 1));
        }
        assertThat(imported(types.toString(), "(ref $199)").text())
                .startsWith("(ref (struct (field (ref (struct")
                .contains("...")
                .hasSizeLessThan(5000);
        var wide = "(type $w (struct " + "(field i32)".repeat(9000) + "))";
        assertThat(imported(wide, "(ref $w)").text()).endsWith(" ...))").hasSizeLessThan(1100);
    }

    @Test
    void everyKindOfImportAndExportHasItsType() {
        try (var module = WebAssembly.compileText("""
                (module
                  (type $s (struct (field i32)))
                  (import "m" "f" (func (param (ref null $s)) (result (ref $s))))
                  (import "m" "t" (table 1 5 (ref null $s)))
                  (import "m" "e" (tag (param (ref null $s))))
                  (export "f" (func 0))
                  (export "t" (table 0))
                  (export "e" (tag 0)))
                """)) {
            assertThat(module.imports())
                    .map(ImportType::toString)
                    .containsExactly(
                            "m.f: function ((ref null (struct (field i32)))) -> ((ref (struct (field i32))))",
                            "m.t: table 1..5 (ref null (struct (field i32)))",
                            "m.e: tag [(ref null (struct (field i32)))]");
            assertThat(module.exports())
                    .map(export -> export.type())
                    .containsExactlyElementsOf(
                            module.imports().stream().map(ImportType::type).toList());
        }
    }
}
