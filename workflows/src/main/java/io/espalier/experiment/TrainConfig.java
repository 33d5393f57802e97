package io.espalier.experiment;

import io.espalier.catalog.ObjectiveDescriptor;
import io.espalier.catalog.OptimizerDescriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Iterations;
import io.espalier.catalog.setting.Known;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Range;
import io.espalier.operator.TrainParameters.AugmentParameters;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One training, from a start to the end of the schedule.
 *
 * @param optimizer the optimizer and its constants
 * @param learningRate the schedule
 * @param batch examples an iteration
 * @param iterations length of the schedule
 * @param evaluateEvery iterations between two looks at the validation split, 0 for never
 * @param select which weights a training gives out
 * @param labelSmoothing part of every target that is spread over all classes
 * @param augment random changes to training images
 * @param objective what networks are trained for
 */
public record TrainConfig(
    @Doc("The optimizer: a name, or a name with its constants.") @Known(OptimizerDescriptor.KIND)
        Named optimizer,
    @Doc("The learning rate: a number, or a schedule.") LearningRateConfig learningRate,
    @Doc("Examples an iteration.") @Range(min = 1, max = 1e6) int batch,
    @Doc("Iterations of one training.") @Range(min = 1, max = 1e9) @Iterations long iterations,
    @Doc(
            "Iterations between two looks at the validation split; 0 for none before the end of the"
                + " training.")
        @Range(min = 0, max = 1e9)
        @Iterations
        @Default("0")
        long evaluateEvery,
    @Doc(
            "Which weights a training gives out: those of its last iteration, or the best ones by"
                + " validation accuracy among the evaluated iterations.")
        @Default("final")
        Select select,
    @Doc(
            "Part of every target that is spread evenly over all classes (label smoothing); only"
                + " in training.")
        @Range(min = 0, max = 1, below = true)
        @Default("0")
        double labelSmoothing,
    @Doc("Random changes to training images, new ones for every example in every epoch.")
        @Default("{}")
        AugmentConfig augment,
    @Doc(
            "What networks are trained for: a name, or a name with its settings. An arm may have an"
                + " objective of its own.")
        @Known(ObjectiveDescriptor.KIND)
        @Default(ObjectiveDescriptor.CROSS_ENTROPY)
        Named objective) {

  /**
   * Random changes to training images.
   *
   * @param flip whether to mirror
   * @param crop pixels of padding
   */
  public record AugmentConfig(
      @Doc("Mirrors each image left to right with probability 1/2.") @Default("false") boolean flip,
      @Doc(
              "Pixels of black frame around an image, within which a window of the image's size is"
                  + " placed at random; less than the image's side, 0 for none.")
          @Range(min = 0, max = 1000)
          @Default("0")
          int crop) {
    /** The form that the train operator takes, null where nothing is changed. */
    public @Nullable AugmentParameters parameters() {
      return flip || crop > 0 ? new AugmentParameters(flip, crop) : null;
    }
  }

  /** Which weights a training gives out. */
  public enum Select {
    /** Those of the last iteration. */
    FINAL,
    /** The best by validation accuracy among the evaluated iterations. */
    BEST_VALIDATION;

    /** Its spelling in files and plans. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
