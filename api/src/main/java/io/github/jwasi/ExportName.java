package io.github.jwasi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name of the export that a method stands for, where it is not the method's own.
 *
 * @see Instance#exports(Class)
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface ExportName {
    /**
     * The name.
     *
     * @return as the module has it
     */
    String value();
}
