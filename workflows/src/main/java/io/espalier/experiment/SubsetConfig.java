package io.espalier.experiment;

import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.operator.SplitParameters.SubsetParameters;

/** How many of the training examples are used. */
public sealed interface SubsetConfig {
  /** The form that the split operator takes. */
  SubsetParameters parameters();

  /**
   * So many examples.
   *
   * @param examples how many
   */
  @Doc("So many examples.")
  record Count(@Doc("Training examples to use.") @Range(min = 1, max = 1e9) @Shorthand int examples)
      implements SubsetConfig {
    @Override
    public SubsetParameters parameters() {
      return new SubsetParameters(examples, null);
    }
  }

  /**
   * A part of what is there.
   *
   * @param of the part
   */
  @Doc("A part of the training examples; halves to even.")
  record Fraction(
      @Doc("Part of the training examples to use.")
          @Range(min = 0, above = true, max = 1)
          @Shorthand
          double of)
      implements SubsetConfig {
    @Override
    public SubsetParameters parameters() {
      return new SubsetParameters(null, of);
    }
  }
}
