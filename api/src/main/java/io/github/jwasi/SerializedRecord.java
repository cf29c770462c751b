package io.github.jwasi;

import java.io.InvalidObjectException;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way through Java's serialisation, which refuses an {@link Optional} and a {@link Path}.
 *
 * <p>It comes back through the constructor, so the bytes can make nothing that a caller could not.
 */
final class SerializedRecord implements Serializable {
    private static final long serialVersionUID = 1;

    private final Class<?> type;
    private final @Nullable Serializable[] values;

    SerializedRecord(Record record) {
        type = record.getClass();
        var components = type.getRecordComponents();
        values = new Serializable[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = plain(get(record, components[i]));
        }
    }

    private static Object get(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(component.toString(), e);
        }
    }

    /** The name of a file. */
    private record FileName(String name) implements Serializable {}

    private static @Nullable Serializable plain(Object value) {
        return switch (value) {
            case Optional<?> optional -> optional.map(SerializedRecord::plain).orElse(null);
            case OptionalLong number -> number.isPresent() ? number.getAsLong() : null;
            case Path path -> new FileName(path.toString());
            case Serializable serializable -> serializable;
            default -> throw new IllegalArgumentException(value.getClass() + " cannot be serialised");
        };
    }

    private static @Nullable Object full(Class<?> type, @Nullable Object value) {
        if (type == Optional.class) {
            return Optional.ofNullable(full(Object.class, value));
        }
        if (type == OptionalLong.class) {
            return value == null ? OptionalLong.empty() : OptionalLong.of((Long) value);
        }
        return value instanceof FileName file ? Path.of(file.name) : value;
    }

    private Object readResolve() throws ObjectStreamException {
        var components = type == null ? null : type.getRecordComponents();
        if (components == null
                || values == null
                || components.length != values.length
                || type.getModule() != SerializedRecord.class.getModule()
                || !type.getPackageName().equals(SerializedRecord.class.getPackageName())) {
            throw new InvalidObjectException("the bytes hold no record of this version of jwasi");
        }
        try {
            var types = new Class<?>[components.length];
            var arguments = new @Nullable Object[components.length];
            for (int i = 0; i < types.length; i++) {
                types[i] = components[i].getType();
                arguments[i] = full(types[i], values[i]);
            }
            return type.getDeclaredConstructor(types).newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw invalid(e.getCause());
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw invalid(e);
        }
    }

    private InvalidObjectException invalid(@Nullable Throwable cause) {
        return new InvalidObjectException("the bytes hold no " + type.getName() + ": " + cause, cause);
    }
}
