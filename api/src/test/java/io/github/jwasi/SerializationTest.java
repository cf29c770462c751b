package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.jwasi.spi.NativeLibraryException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values can be serialised as Java does it; what holds native memory cannot. */
class SerializationTest {
    private static final long LONG = 0x0123456789abcdefL;

    static List<Record> records() {
        return List.of(
                EngineOptions.DEFAULT,
                EngineOptions.DEFAULT
                        .withPooling(PoolingOptions.DEFAULT)
                        .withMemoryReservation(1 << 20)
                        .withProposal(Proposal.RELAXED_SIMD, false)
                        .withCache(Path.of("cache")),
                PoolingOptions.DEFAULT,
                StoreOptions.DEFAULT,
                StoreOptions.DEFAULT.withFuel(7).withMaxMemory(LONG).withDeadline(Duration.ofMillis(5)),
                new LimitHit("maxMemory", 3, 2, 1),
                new V128(1, LONG),
                ValueType.I32,
                new FunctionType(List.of(ValueType.I64, ValueType.EXTERNREF), List.of(ValueType.F32)),
                new GlobalType(ValueType.F64, true),
                new TagType(List.of(ValueType.I32)),
                new MemoryType(1, OptionalLong.of(2), false, true, 65_536),
                new MemoryType(1, OptionalLong.empty(), true, false, 65_536),
                new TableType(ValueType.FUNCREF, 1, OptionalLong.of(LONG), true),
                new ImportType("module", "name", FunctionType.of()),
                new ExportType("name", FunctionType.of()),
                new SourceLine(Optional.empty(), Optional.of("main.c"), 3, 0),
                new WasmFrame(
                        Optional.of("module"),
                        Optional.empty(),
                        3,
                        5,
                        -1,
                        List.of(new SourceLine(Optional.of("main"), Optional.of("main.c"), 3, 4))));
    }

    @ParameterizedTest
    @MethodSource("records")
    void recordsComeBackAsTheyWere(Record record) throws Exception {
        assertThat(copy(record)).isEqualTo(record).hasSameHashCodeAs(record).isNotSameAs(record);
    }

    @Test
    void compileExceptionsKeepTheirPlace() throws Exception {
        var thrown = catchThrowableOfType(CompileException.class, () -> WebAssembly.compileText("(module\n  (oops))"));
        var copy = copyOf(thrown);
        assertThat(copy.line()).isEqualTo(thrown.line()).hasValue(2);
        assertThat(copy.column()).isEqualTo(thrown.column());
        assertThat(copy.file()).isEqualTo(thrown.file());
        assertThat(copy.offset()).isEqualTo(thrown.offset());
    }

    @Test
    void exitExceptionsKeepTheirCode() throws Exception {
        assertThat(copyOf(new ExitException(-7)).code()).isEqualTo(-7);
    }

    @Test
    void trapExceptionsKeepTheirTrap() throws Exception {
        try (var instance = Guests.instantiate("(module (func (export \"run\") unreachable))")) {
            var run = instance.function("run");
            var thrown = catchThrowableOfType(TrapException.class, run::call);
            assertThat(copyOf(thrown).trap()).isEqualTo(Trap.UNREACHABLE).isEqualTo(thrown.trap());
            assertThat(copyOf(thrown).frames()).isEqualTo(thrown.frames()).hasSize(1);
        }
    }

    @Test
    void otherExceptionsKeepWhatEveryExceptionHas() throws Exception {
        copyOf(new LinkException("no import"));
        copyOf(new NativeLibraryException("no library", new IOException("no file")));
    }

    @Test
    void exceptionsOfTheGuestComeBackWithoutTheirObjects() throws Exception {
        try (var store = Store.create(Engine.shared())) {
            var tag = Tag.create(store, new TagType(List.of(ValueType.I32)));
            var copy = copyOf(new WasmException(tag, 1));
            assertThat(copy.is(tag)).isFalse();
            assertThat(copy.values()).isEmpty();
            assertThatThrownBy(copy::tag)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("serialised");
        }
    }

    @Test
    void handlesAreRefused() {
        try (var store = Store.create(Engine.shared())) {
            for (var handle : new Object[] {store, Engine.shared()}) {
                assertThat(handle).isNotInstanceOf(Serializable.class);
                assertThatThrownBy(() -> bytes(handle)).isInstanceOf(NotSerializableException.class);
            }
        }
    }

    @Test
    void bytesMakeNoRecordThatTheConstructorRefuses() throws Exception {
        var bytes = bytes(StoreOptions.DEFAULT.withMaxMemory(LONG));
        var buffer = ByteBuffer.wrap(bytes);
        int at = 0;
        while (buffer.getLong(at) != LONG) {
            at++;
        }
        buffer.putLong(at, -1);
        assertThatThrownBy(() -> object(bytes))
                .isInstanceOf(InvalidObjectException.class)
                .hasMessageContaining(StoreOptions.class.getName())
                .hasMessageContaining("maxMemory");
    }

    private static <T extends Exception> T copyOf(T thrown) throws Exception {
        @SuppressWarnings("unchecked") // the class is compared
        var copy = (T) copy(thrown);
        assertThat(copy).hasSameClassAs(thrown).hasMessage(thrown.getMessage());
        assertThat(copy.getStackTrace()).isEqualTo(thrown.getStackTrace());
        return copy;
    }

    private static Object copy(Object object) throws Exception {
        return object(bytes(object));
    }

    private static byte[] bytes(Object object) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var stream = new ObjectOutputStream(bytes)) {
            stream.writeObject(object);
        }
        return bytes.toByteArray();
    }

    private static Object object(byte[] bytes) throws Exception {
        try (var stream = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return stream.readObject();
        }
    }
}
