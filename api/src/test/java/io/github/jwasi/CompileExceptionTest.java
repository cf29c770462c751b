package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a module is wrong. */
@Timeout(60)
class CompileExceptionTest {
    @TempDir
    private Path folder;

    private static CompileException ofText(String wat) {
        return catchThrowableOfType(CompileException.class, () -> WebAssembly.compileText(wat));
    }

    @Test
    void itShowsTheLineOfTheText() {
        var thrown = ofText("(module\n\t(func $f (call $é))\n)");
        assertThat(thrown).hasMessage("""
                empty identifier (line 2, column 17)
                    \t(func $f (call $é))
                    \t               ^""");
        assertThat(thrown.line()).hasValue(2);
        assertThat(thrown.column()).hasValue(17);
        assertThat(thrown.offset()).isEmpty();
        assertThat(thrown.file()).isEmpty();
    }

    @Test
    void aColumnCountsCharactersAndNotBytes() {
        var thrown = ofText("(module (; ä€𝄞 ;) (oops))");
        assertThat(thrown.column()).hasValue(20);
        assertThat(thrown.getMessage().lines().toList().getLast()).isEqualTo(" ".repeat(4 + 19) + "^");
    }

    @Test
    void ofALongLineAPartIsShown() {
        var thrown = ofText("(module " + "(func)".repeat(100_000) + "(oops))");
        assertThat(thrown.line()).hasValue(1);
        assertThat(thrown.column()).hasValue(8 + 600_000 + 2);
        assertThat(thrown.getMessage()).hasSizeLessThan(300).contains("(func)(oops))");
    }

    @Test
    void noTextGoesToATerminalThatWouldObeyIt() {
        assertThat(ofText("(module (; \u001b[31m \u202e ;) (oops))").getMessage())
                .doesNotContain("\u001b", "\u202e");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(module (func) (func $f (result i32) nop)) | 1 | 16 | expected i32 but nothing on stack",
                "(module (import \"a\" \"b\" (func)) (func (local.get 7))) | 1 | 33 | unknown local 7",
                "(module (func (import \"a\" \"b\")) (func (result i64) i32.const 0)) | 1 | 33 | type mismatch",
                "(func (result i32)) | 1 | 1 | type mismatch",
                "(module $m (type (func)) (; (func ;) (data \"(func\") (memory 1) (func (drop))) | 1 | 64 | type mismatch",
            })
    void whatIsInvalidInAFunctionHasTheFunctionsPlace(String wat, int line, int column, String problem) {
        var thrown = ofText(wat);
        assertThat(thrown.getMessage()).contains(problem).doesNotContain("offset", "wasm[0]");
        assertThat(thrown.line()).hasValue(line);
        assertThat(thrown.column()).hasValue(column);
    }

    @Test
    void aFunctionIsFoundBehindComments() {
        var thrown = ofText("""
                (module ;; (func
                  (; (; (func ;) (func ;)
                  (import "a" "f" (func)) (import "a" "g" (global i32))
                  (global (export "\\"(func") i32 (i32.const 1))
                  (func)
                  ;; (func)
                  (func $wrong (result f32)
                    (f64.const 1)))
                """);
        assertThat(thrown.line()).hasValue(7);
        assertThat(thrown.column()).hasValue(3);
        assertThat(thrown.getMessage()).endsWith("      (func $wrong (result f32)\n      ^");
    }

    @Test
    void whatIsInvalidElsewhereInTextHasNoPlace() {
        var thrown = ofText("(module (memory 2 1))");
        assertThat(thrown).hasMessage("size minimum must not be greater than maximum");
        assertThat(thrown.line()).isEmpty();
        assertThat(thrown.column()).isEmpty();
        assertThat(thrown.offset()).isEmpty();
    }

    @Test
    void inABinaryItHasAnOffset() {
        var malformed = new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0, 99, 1, 1};
        var thrown = catchThrowableOfType(CompileException.class, () -> WebAssembly.compile(malformed));
        assertThat(thrown.offset()).hasValue(8 + 2);
        assertThat(thrown.line()).isEmpty();
        // A type () -> (i32), a function of it, and its body, which is empty.
        var invalid =
                new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7f, 3, 2, 1, 0, 10, 4, 1, 2, 0, 0x0b};
        thrown = catchThrowableOfType(CompileException.class, () -> WebAssembly.compile(invalid));
        assertThat(thrown.offset()).hasValue(invalid.length - 1);
    }

    @Test
    void itNamesTheFile() throws Exception {
        var file = Files.writeString(folder.resolve("wrong.wat"), "(module\n  (oops))");
        var thrown = catchThrowableOfType(CompileException.class, () -> WebAssembly.compile(file));
        assertThat(thrown.file()).hasValue(file.toString());
        assertThat(thrown)
                .hasMessage(file + ": expected valid module field (line 2, column 4)\n      (oops))\n       ^");
        thrown = catchThrowableOfType(CompileException.class, () -> WebAssembly.compile(folder));
        assertThat(thrown.file()).hasValue(folder.toString());
    }

    @Test
    void aTextThatEndsEarlyIsWrongAtItsEnd() {
        var thrown = ofText("(module\n");
        assertThat(thrown.line()).hasValue(2);
        assertThat(thrown.column()).hasValue(1);
    }
}
