package io.espalier.catalog.setting;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Text, or the keys of a mapping, that become ids of a Dag or of its groups. */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Id {
  /** Whether it is the id of a group, which has no dots, rather than that of a Dag. */
  boolean group();
}
