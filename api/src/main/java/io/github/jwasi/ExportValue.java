package io.github.jwasi;

/**
 * What an instance exports. It lives in the instance's store, and can be imported by other instances there.
 *
 * @see Instance#exports()
 */
public sealed interface ExportValue extends ImportValue permits Function, Global, Memory, Table, Tag {
    /**
     * Its type.
     *
     * @return the type that the module gives it
     */
    ExternType type();
}
