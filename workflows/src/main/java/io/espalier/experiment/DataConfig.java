package io.espalier.experiment;

import io.espalier.catalog.DataSetDescriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Known;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.operator.SplitParameters;
import io.espalier.operator.SplitParameters.LongTailParameters;
import org.jspecify.annotations.Nullable;

/**
 * What to train on.
 *
 * @param name name of a data set in the catalog
 * @param validation training examples held out for validation, stratified by class
 * @param longTail makes the classes unequal, null for all examples of each
 * @param subset how many of the examples train, null for all
 * @param labelNoise part of the training examples that get a wrong class
 * @param normalise what becomes of the values in [0, 1], null for nothing
 */
public record DataConfig(
    @Doc("Name of the data set.") @Known(DataSetDescriptor.KIND) @Shorthand String name,
    @Doc(
            "Training examples that are held out for validation, stratified by class; 0 for none,"
                + " and then nothing can be selected by validation accuracy.")
        @Range(min = 0, max = 1e9)
        @Default("0")
        int validation,
    @Doc("Makes the classes unequal: fewer and fewer training examples from class to class.")
        @Nullable LongTail longTail,
    @Doc("How many of the training examples are used, stratified by class; where left out, all.")
        @Nullable SubsetConfig subset,
    @Doc(
            "Part of the training examples whose class is replaced by one of the others, each"
                + " equally likely; exactly that many, halves to even. Validation and test stay"
                + " as they are.")
        @Range(min = 0, max = 1)
        @Default("0")
        double labelNoise,
    @Doc("What the network sees in place of values from 0 to 1; where left out, those.")
        @Nullable NormaliseConfig normalise) {

  /** The form that the split operator takes; what is left out has no part in its key. */
  public SplitParameters parameters() {
    return new SplitParameters(
        name,
        validation,
        longTail == null ? null : new LongTailParameters(longTail.factor(), longTail.largest()),
        subset == null ? null : subset.parameters(),
        labelNoise == 0 ? null : labelNoise,
        normalise == null ? null : normalise.parameters());
  }

  /**
   * Training examples that are left of those of a data set: exactly, or at most that many under a
   * long tail, whose classes have to be counted first.
   *
   * @param all examples for training and validation together
   */
  public int trainExamples(int all) {
    int left = Math.max(0, all - validation);
    return subset == null ? left : subset.parameters().of(left);
  }

  /**
   * A long tail: of class c (of C, counted from 0) the first n·f^(c/(C−1)) examples, rounded down.
   *
   * @param factor f, the size of the last class as a part of the first
   * @param largest n, the size of the first class, null for that of the largest class
   */
  public record LongTail(
      @Doc("Size of the last class as a part of that of the first.")
          @Range(min = 0, above = true, max = 1)
          @Shorthand
          double factor,
      @Doc("Examples of the first class; where left out, those of the largest class.")
          @Range(min = 1, max = 1e9)
          @Nullable Integer largest) {}
}
