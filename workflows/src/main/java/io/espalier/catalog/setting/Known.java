package io.espalier.catalog.setting;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Text that names something in the catalog, or a {@link Named} with its settings. It is found by
 * the word for its kind, so that a record can name what its package does not know.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Known {
  /** What kind of thing it names, as its descriptors say: {@code criterion}, {@code network}, … */
  String value();
}
