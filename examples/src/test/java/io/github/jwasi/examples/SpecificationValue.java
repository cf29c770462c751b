package io.github.jwasi.examples;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.jwasi.Function;
import io.github.jwasi.GcReference;
import io.github.jwasi.TrapException;
import io.github.jwasi.V128;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Values as the scripts of WebAssembly's tests write them. */
final class SpecificationValue {
    /** An object of the host, which the scripts number. */
    record HostObject(String number) {}

    private SpecificationValue() {}

    /** The argument of a call. */
    static Object of(JsonNode value) {
        var text = value.path("value").asText("null");
        return switch (value.get("type").asText()) {
            case "i32" -> (int) Long.parseLong(text);
            case "i64" -> parseLong(text);
            case "f32" -> Float.intBitsToFloat((int) Long.parseLong(text));
            case "f64" -> Double.longBitsToDouble(parseLong(text));
            case "v128" -> vector(value);
            default -> text.equals("null") ? null : new HostObject(text);
        };
    }

    private static long parseLong(String text) {
        return text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
    }

    private static V128 vector(JsonNode value) {
        var bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        for (var lane : value.get("value")) {
            put(bytes, value.get("lane_type").asText(), lane.asText());
        }
        return V128.ofBytes(bytes.array());
    }

    private static void put(ByteBuffer bytes, String type, String lane) {
        switch (type) {
            case "i8" -> bytes.put((byte) Integer.parseInt(lane));
            case "i16" -> bytes.putShort((short) Integer.parseInt(lane));
            case "i32", "f32" -> bytes.putInt((int) Long.parseLong(lane));
            default -> bytes.putLong(parseLong(lane));
        }
    }

    /** Compares results with what a script expects. */
    static void check(JsonNode expected, Object[] given) {
        if (expected.size() != given.length) {
            throw new AssertionError("wanted " + expected + ", and it was " + Arrays.toString(given));
        }
        for (int i = 0; i < given.length; i++) {
            if (!matches(expected.get(i), given[i])) {
                throw new AssertionError("wanted " + expected.get(i) + ", and it was " + given[i]);
            }
        }
    }

    private static boolean matches(JsonNode expected, Object given) {
        var text = expected.path("value").asText("");
        return switch (expected.get("type").asText()) {
            case "i32", "i64" -> of(expected).equals(given);
            case "f32" -> given instanceof Float number && matches(text, Float.floatToRawIntBits(number));
            case "f64" -> given instanceof Double number && matches(text, Double.doubleToRawLongBits(number));
            case "v128" -> given instanceof V128 vector && matchesLanes(expected, vector);
            case "either" -> {
                for (var alternative : expected.get("values")) {
                    if (matches(alternative, given)) {
                        yield true;
                    }
                }
                yield false;
            }
            case "refnull", "nullref", "nullfuncref", "nullexternref", "nullexnref" -> given == null;
            case "funcref" -> text.equals("null") ? given == null : given instanceof Function;
            case "i31ref" -> given instanceof Integer;
            case "structref", "arrayref" -> given instanceof GcReference;
            case "eqref" -> given instanceof GcReference || given instanceof Integer;
            default ->
                switch (text) {
                    case "null" -> given == null;
                    case "" -> given != null;
                    default -> new HostObject(text).equals(given);
                };
        };
    }

    private static boolean matches(String expected, int bits) {
        return switch (expected) {
            case "nan:canonical" -> (bits & 0x7fffffff) == 0x7fc00000;
            case "nan:arithmetic" -> (bits & 0x7fc00000) == 0x7fc00000;
            default -> (int) Long.parseLong(expected) == bits;
        };
    }

    private static boolean matches(String expected, long bits) {
        return switch (expected) {
            case "nan:canonical" -> (bits & Long.MAX_VALUE) == 0x7ff8000000000000L;
            case "nan:arithmetic" -> (bits & 0x7ff8000000000000L) == 0x7ff8000000000000L;
            default -> parseLong(expected) == bits;
        };
    }

    private static boolean matchesLanes(JsonNode expected, V128 given) {
        var type = expected.get("lane_type").asText();
        if (!type.startsWith("f")) {
            return vector(expected).equals(given);
        }
        var bytes = ByteBuffer.wrap(given.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (var lane : expected.get("value")) {
            var text = lane.asText();
            if (!(type.equals("f32") ? matches(text, bytes.getInt()) : matches(text, bytes.getLong()))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a trap is the one that a script calls so; jwasi has its own words for some. */
    static boolean isTrap(String wanted, TrapException trap) {
        var kind = trap.trap().description();
        return switch (wanted) {
            case "out of bounds memory access" -> kind.equals("memory out of bounds");
            case "out of bounds table access", "undefined element" -> kind.equals("table out of bounds");
            case "out of bounds array access" -> kind.equals("array out of bounds");
            case "integer divide by zero" -> kind.equals("integer division by zero");
            case "invalid conversion to integer" -> kind.equals("bad conversion to integer");
            case "indirect call type mismatch" -> kind.equals("bad signature");
            case "null structure reference",
                    "null array reference",
                    "null function reference",
                    "null i31 reference",
                    "null exception reference",
                    "null reference" -> kind.equals("null reference");
            case "cast failure" -> kind.equals("cast failure");
            case "uninitialized" -> kind.equals("indirect call to null");
            case "unaligned atomic" -> kind.equals("heap misaligned");
            case "expected shared memory" -> kind.equals("atomic wait non shared memory");
            default ->
                wanted.startsWith("uninitialized element") ? kind.equals("indirect call to null") : kind.equals(wanted);
        };
    }
}
