package io.github.jwasi;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Function;

/**
 * A module that calls functions of one type in a loop: each parameter and each result has a column in its memory, the first
 * word of which is {@link #ROW} for each call that came back.
 */
final class BatchModule {
    /** Bytes of the memory, one page. */
    static final long SIZE = 1 << 16;

    /** What a row counts, the distance of two in the narrower columns. */
    static final int ROW = Integer.BYTES;

    private static final int FIRST_COLUMN = Long.BYTES;

    private final MemorySegment pointer;
    private final int rows;
    private final int[] offsets;

    /**
     * Compiles a module.
     *
     * @param columns the kinds of the parameters and then of the results, numbers all
     * @param parameters how many are parameters
     * @param compiler gives a {@code wasmtime_module_t} that is freed with its engine
     */
    BatchModule(ValueKind[] columns, int parameters, Function<ModuleSource, MemorySegment> compiler) {
        int width = 0;
        for (var column : columns) {
            width += bytes(column);
        }
        // An even count, so that columns of all widths begin where eight bytes may lie.
        rows = ((int) SIZE - FIRST_COLUMN) / Math.max(width, 1) & ~1;
        offsets = new int[columns.length];
        int offset = FIRST_COLUMN;
        for (int i = 0; i < columns.length; i++) {
            offsets[i] = offset;
            offset += rows * bytes(columns[i]);
        }
        var text = new Text(columns, parameters, offsets).module();
        pointer = compiler.apply(ModuleSource.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The {@code wasmtime_module_t}. */
    MemorySegment pointer() {
        return pointer;
    }

    /** How many rows the memory has room for. */
    int rows() {
        return rows;
    }

    /** Where a column begins. */
    long offset(int column) {
        return offsets[column];
    }

    private static int bytes(ValueKind kind) {
        return kind == ValueKind.I32 || kind == ValueKind.F32 ? Integer.BYTES : Long.BYTES;
    }

    /** The module in text format. */
    private static final class Text {
        private final ValueKind[] columns;
        private final int parameters;
        private final int[] offsets;

        Text(ValueKind[] columns, int parameters, int[] offsets) {
            this.columns = columns;
            this.parameters = parameters;
            this.offsets = offsets;
        }

        String module() {
            return """
                    (module $jwasi.batch
                      (import "" "" (func $callee%s%s))
                      (memory (export "memory") 1 1)
                      (func (export "run") (param $end i32) (local $row i32) %s
                        (i32.store (i32.const 0) (i32.const 0))
                        (loop $next
                          %s
                          (local.set $row (i32.add (local.get $row) (i32.const 4)))
                          (i32.store (i32.const 0) (local.get $row))
                          (br_if $next (i32.ne (local.get $row) (local.get $end))))))
                    """.formatted(
                    types(" (param", 0, parameters), types(" (result", parameters, columns.length), locals(), row());
        }

        private String types(String word, int from, int to) {
            var text = new StringBuilder(word);
            for (int i = from; i < to; i++) {
                text.append(' ').append(type(i));
            }
            return text.append(')').toString();
        }

        private String locals() {
            var text = new StringBuilder();
            for (int i = parameters; i < columns.length; i++) {
                text.append("(local $").append(i).append(' ').append(type(i)).append(')');
            }
            return text.toString();
        }

        /** One call: its results are on the stack, the last on top, before they are stored. */
        private String row() {
            var text = new StringBuilder("(call $callee");
            for (int i = 0; i < parameters; i++) {
                text.append(" (")
                        .append(type(i))
                        .append(".load offset=")
                        .append(offsets[i])
                        .append(place(i))
                        .append(')');
            }
            text.append(')');
            for (int i = columns.length - 1; i >= parameters; i--) {
                text.append(" (local.set $").append(i).append(')');
            }
            for (int i = parameters; i < columns.length; i++) {
                text.append(" (")
                        .append(type(i))
                        .append(".store offset=")
                        .append(offsets[i])
                        .append(place(i))
                        .append(" (local.get $")
                        .append(i)
                        .append("))");
            }
            return text.toString();
        }

        /** How far into a column the row is. */
        private String place(int column) {
            return bytes(columns[column]) == ROW ? " (local.get $row)" : " (i32.shl (local.get $row) (i32.const 1))";
        }

        private String type(int column) {
            return columns[column].name().toLowerCase(Locale.ROOT);
        }
    }
}
