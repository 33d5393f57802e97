package io.espalier.experiment;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Text, or the keys of a mapping, that become part of task ids: Airflow's rules for ids hold, where
 * Python's {@code \w} is {@code [\p{L}\p{N}_]}.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
@interface Id {
  /** Most code points allowed. */
  int max();

  /** Whether dots are allowed, as in a dag id but not in a group id. */
  boolean dots();
}
