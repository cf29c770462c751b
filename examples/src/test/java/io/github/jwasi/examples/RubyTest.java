package io.github.jwasi.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jwasi.Engine;
import io.github.jwasi.EngineOptions;
import io.github.jwasi.Input;
import io.github.jwasi.Module;
import io.github.jwasi.Output;
import io.github.jwasi.WASI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** CRuby 3.4 with its standard library inside, run through the API. */
@Timeout(300)
class RubyTest {
    private static Engine engine;
    private static Module module;

    @TempDir
    private Path work;

    private final Output.Capture stdout = Output.capture();

    @BeforeAll
    static void compile() throws Exception {
        var file = RealPrograms.fetch("ruby").resolve("dist").resolve("ruby+stdlib.wasm");
        engine = Engine.create(EngineOptions.DEFAULT.withCache());
        module = engine.compile(file);
    }

    @AfterAll
    static void close() {
        if (module != null) {
            module.close();
            engine.close();
        }
    }

    @Test
    void evaluatesAnExpression() {
        assertThat(eval("puts 1 + 2, RUBY_VERSION[0, 3], RUBY_PLATFORM", "")).isZero();
        assertThat(stdout.text()).isEqualTo("3\n3.4\nwasm32-wasi\n");
    }

    @Test
    void runsAScriptOfAReadOnlyDirectoryWithTheStandardLibrary() throws Exception {
        Files.writeString(work.resolve("script.rb"), """
                require "shellwords"
                require "optparse"
                puts Shellwords.split("a 'b c'").inspect, OptionParser.name, File.size?("/sandbox/script.rb").positive?
                begin
                  File.write("/sandbox/new.txt", "x")
                rescue SystemCallError => e
                  puts e.class
                end
                """);
        assertThat(eval("load '/sandbox/script.rb'", "")).as(stdout.text()).isZero();
        assertThat(stdout.text()).isEqualTo("""
                        ["a", "b c"]
                        OptionParser
                        true
                        Errno::EPERM
                        """);
        assertThat(work.resolve("new.txt")).doesNotExist();
    }

    @Test
    void readsALine() {
        assertThat(eval("puts gets.upcase", "hello\nrest\n")).isZero();
        assertThat(stdout.text()).isEqualTo("HELLO\n");
    }

    @Test
    void tellsAnException() {
        assertThat(eval("raise 'no'", "")).isNotZero();
    }

    private int eval(String code, String stdin) {
        try (var wasi = WASI.builder()
                        .version(WASI.Version.PREVIEW1)
                        .args("ruby")
                        .preopen("/sandbox", work, WASI.Access.READ_ONLY)
                        .stdin(Input.of(stdin.getBytes(StandardCharsets.UTF_8)))
                        .stdout(stdout)
                        .build();
                var ruby = new Ruby(module, wasi)) {
            return ruby.eval("""
                    begin
                      %s
                    rescue Exception => e
                      puts e.full_message
                      raise
                    ensure
                      $stdout.flush
                    end""".formatted(code));
        }
    }
}
