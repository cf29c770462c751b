package io.github.jwasi;

import java.io.Serializable;

/**
 * The type of an import or export.
 *
 * @see <a href="https://webassembly.github.io/spec/core/syntax/types.html#external-types">WebAssembly: external
 *     types</a>
 */
public sealed interface ExternType extends Serializable
        permits FunctionType, GlobalType, MemoryType, TableType, TagType {
    /**
     * The kind of the type in the words of the JavaScript API.
     *
     * @return {@code function}, {@code global}, {@code memory}, {@code table} or {@code tag}
     */
    String kind();
}
