package io.espalier.catalog.setting;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Bounds of a number; for a list or a mapping, of every number in it. */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Range {
  /** Smallest value, allowed unless {@link #above}. */
  double min();

  /** Largest value, allowed unless {@link #below}. */
  double max() default Double.MAX_VALUE;

  /** Whether the smallest value itself is refused. */
  boolean above() default false;

  /** Whether the largest value itself is refused. */
  boolean below() default false;
}
