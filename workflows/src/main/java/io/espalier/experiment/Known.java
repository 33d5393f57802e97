package io.espalier.experiment;

import io.espalier.catalog.Descriptor;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Text that names something in the catalog. */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
@interface Known {
  /** What kind of thing it names. */
  Class<? extends Descriptor> value();
}
