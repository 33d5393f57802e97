package io.espalier.experiment.claim;

import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;

/** How many of some things must hold. */
public sealed interface Needed {
  /** How many of that many. */
  int of(int all);

  /** Every one. */
  @Doc("Every one of them.")
  record All() implements Needed {
    @Override
    public int of(int all) {
      return all;
    }
  }

  /** At least one. */
  @Doc("At least one of them.")
  record Any() implements Needed {
    @Override
    public int of(int all) {
      return 1;
    }
  }

  /** So many. */
  @Doc("At least so many of them.")
  record AtLeast(@Doc("How many.") @Range(min = 1, max = 1000) @Shorthand int number)
      implements Needed {
    @Override
    public int of(int all) {
      return number;
    }
  }
}
