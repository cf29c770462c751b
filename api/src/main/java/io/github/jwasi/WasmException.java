package io.github.jwasi;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An exception of WebAssembly. A guest throws it, and it comes out of the call where no guest catches it; or a host
 * function throws it, and the guests between that and the host's call can catch it, if they are of the tag's store.
 *
 * <p>Thrown by the host and not caught by a guest it comes out as the very same object.
 *
 * @see <a
 *     href="https://developer.mozilla.org/en-US/docs/WebAssembly/Reference/JavaScript_interface/Exception">JavaScript:
 *     WebAssembly.Exception</a>
 */
public final class WasmException extends WebAssemblyException {
    private static final long serialVersionUID = 1;

    private final transient @Nullable Tag tag;
    private final transient List<@Nullable Object> values;

    /** The guest's object for it, once there is one. */
    private transient @Nullable GcReference reference;

    /**
     * An exception for a host function to throw.
     *
     * @param tag its tag
     * @param values for each parameter of the tag what {@link Function#call} takes
     * @throws IllegalArgumentException if the count or a type is wrong, or a value belongs to another store than the tag
     * @throws IllegalStateException if the tag's store is closed or used by another thread
     */
    public WasmException(Tag tag, @Nullable Object... values) {
        this(Objects.requireNonNull(tag, "tag"), values.clone(), null);
        reference = Exceptions.create(tag, values);
    }

    WasmException(Tag tag, @Nullable Object[] values, @Nullable GcReference reference) {
        super("wasm exception with the " + tag + ": " + Arrays.toString(values));
        this.tag = tag;
        this.values = Collections.unmodifiableList(Arrays.asList(values));
        this.reference = reference;
    }

    /**
     * Its tag.
     *
     * @return the tag that it was thrown with
     * @throws IllegalStateException if this came out of a serialised form, which has the message alone
     */
    public Tag tag() {
        if (tag == null) {
            throw new IllegalStateException("the exception was serialised, without its tag");
        }
        return tag;
    }

    /**
     * Whether it has a tag.
     *
     * @param tag a tag
     * @return true if it is this exception's
     */
    @SuppressWarnings("ReferenceEquality") // one object for each tag
    public boolean is(Tag tag) {
        return this.tag == tag;
    }

    /**
     * What it carries.
     *
     * @return for each parameter of the tag what {@link Function#call} gives
     */
    public List<@Nullable Object> values() {
        return values == null ? List.of() : values;
    }

    @Nullable
    GcReference reference() {
        return reference;
    }
}
