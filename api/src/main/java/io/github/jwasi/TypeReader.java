package io.github.jwasi;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the numbers, texts and types that the functions of {@code jwasi.h} write. */
final class TypeReader {
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

    private final MemorySegment bytes;
    private long position;

    TypeReader(MemorySegment bytes) {
        this.bytes = bytes;
    }

    static List<ImportType> imports(MemorySegment bytes) {
        var reader = new TypeReader(bytes);
        var imports = new ArrayList<ImportType>();
        while (reader.position < bytes.byteSize()) {
            imports.add(new ImportType(reader.text(), reader.text(), reader.type()));
        }
        return List.copyOf(imports);
    }

    static Map<String, ExternType> exports(MemorySegment bytes) {
        var reader = new TypeReader(bytes);
        var exports = new LinkedHashMap<String, ExternType>();
        while (reader.position < bytes.byteSize()) {
            exports.put(reader.text(), reader.type());
        }
        return Collections.unmodifiableMap(exports);
    }

    static ExternType type(MemorySegment bytes) {
        return new TypeReader(bytes).type();
    }

    private ExternType type() {
        int kind = number8();
        return switch (kind) {
            case 0 -> new FunctionType(values(), values());
            case 1 -> new GlobalType(value(), flag());
            case 2 -> new TableType(value(), number64(), maximum(), flag());
            case 3 -> new MemoryType(number64(), maximum(), flag(), flag(), number64());
            case 4 -> tag();
            default -> throw new AssertionError("kind " + kind + " of an external type");
        };
    }

    private TagType tag() {
        var parameters = values();
        values();
        return new TagType(parameters);
    }

    private OptionalLong maximum() {
        boolean present = flag();
        long maximum = number64();
        return present ? OptionalLong.of(maximum) : OptionalLong.empty();
    }

    private List<ValueType> values() {
        int count = number32();
        var values = new ArrayList<ValueType>(count);
        for (int i = 0; i < count; i++) {
            values.add(value());
        }
        return values;
    }

    private ValueType value() {
        return new ValueType(text());
    }

    String text() {
        var text = new byte[number32()];
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, position, text, 0, text.length);
        position += text.length;
        return new String(text, StandardCharsets.UTF_8);
    }

    /** A text that is empty where there is none. */
    Optional<String> optionalText() {
        var text = text();
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    boolean flag() {
        return number8() != 0;
    }

    int number8() {
        return bytes.get(ValueLayout.JAVA_BYTE, position++);
    }

    int number32() {
        int number = bytes.get(INT, position);
        position += Integer.BYTES;
        return number;
    }

    long number64() {
        long number = bytes.get(LONG, position);
        position += Long.BYTES;
        return number;
    }
}
