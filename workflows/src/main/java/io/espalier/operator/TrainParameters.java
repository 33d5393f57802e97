package io.espalier.operator;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Operator {@code train}: inputs {@code weights}, {@code split}, optionally {@code mask} and {@code
 * optimizer}; where the objective has a teacher {@code teacher} (its weights), and {@code
 * teacher_mask} and {@code teacher_shrinking} where it has those; streams {@code order} and, with
 * augmentation, {@code augment} (replicate); outputs {@code weights} (the selected ones) and {@code
 * optimizer} (state at the end); result {@link TrainResult}.
 *
 * @param network name of the network
 * @param optimizer the optimizer
 * @param learningRate the schedule, a function of the iteration
 * @param batch examples an iteration
 * @param from first iteration of the schedule and of the data order
 * @param until end of the schedule, exclusive
 * @param evaluateEvery iterations between two looks at the validation split, 0 for never
 * @param select {@code final} or {@code best_validation}
 * @param labelSmoothing part of every target that is spread over all classes, null for none
 * @param augment random changes to training images, null for none
 * @param objective what the network is trained for, null for the cross-entropy with the labels
 * @param frozen true where weights that the mask prunes keep the values they begin with, null where
 *     they are +0.0
 */
public record TrainParameters(
    String network,
    OptimizerParameters optimizer,
    LearningRateParameters learningRate,
    int batch,
    long from,
    long until,
    long evaluateEvery,
    String select,
    @Nullable Double labelSmoothing,
    @Nullable AugmentParameters augment,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ObjectiveParameters objective,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean frozen) {
  /** Role of a teacher's weights among the inputs. */
  public static final String TEACHER = "teacher";

  /** Role of a teacher's mask among the inputs. */
  public static final String TEACHER_MASK = "teacher_mask";

  /** Role of what is left of a teacher that was shrunk among the inputs. */
  public static final String TEACHER_SHRINKING = "teacher_shrinking";

  /** A training on the examples as they are. */
  public TrainParameters(
      String network,
      OptimizerParameters optimizer,
      LearningRateParameters learningRate,
      int batch,
      long from,
      long until,
      long evaluateEvery,
      String select) {
    this(network, optimizer, learningRate, batch, from, until, evaluateEvery, select, null, null);
  }

  /** A training on the cross-entropy. */
  public TrainParameters(
      String network,
      OptimizerParameters optimizer,
      LearningRateParameters learningRate,
      int batch,
      long from,
      long until,
      long evaluateEvery,
      String select,
      @Nullable Double labelSmoothing,
      @Nullable AugmentParameters augment) {
    this(
        network,
        optimizer,
        learningRate,
        batch,
        from,
        until,
        evaluateEvery,
        select,
        labelSmoothing,
        augment,
        null,
        null);
  }

  /** The same training of another network. */
  public TrainParameters of(String otherNetwork) {
    return copy(otherNetwork, objective, frozen);
  }

  /** The same training for another objective. */
  public TrainParameters with(@Nullable ObjectiveParameters other) {
    return copy(network, other, frozen);
  }

  /** The same training in which weights that the mask prunes keep their values. */
  public TrainParameters freezing() {
    return copy(network, objective, true);
  }

  /** Every other parameter stays. */
  private TrainParameters copy(
      String otherNetwork,
      @Nullable ObjectiveParameters otherObjective,
      @Nullable Boolean otherFrozen) {
    return new TrainParameters(
        otherNetwork,
        optimizer,
        learningRate,
        batch,
        from,
        until,
        evaluateEvery,
        select,
        labelSmoothing,
        augment,
        otherObjective,
        otherFrozen);
  }

  /**
   * Random changes to training images, drawn anew for every example in every epoch.
   *
   * @param flip whether each image is mirrored left to right, with probability 1/2
   * @param crop pixels of black frame that a window of the image's size is moved within, 0 for none
   */
  public record AugmentParameters(boolean flip, int crop) {}
}
