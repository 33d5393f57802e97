package io.espalier.train;

import io.espalier.engine.Session;
import io.espalier.experiment.read.Settings;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.objective.CrossEntropyObjective;
import io.espalier.objective.Loss;
import io.espalier.objective.Objective;
import io.espalier.objective.ObjectiveContext;
import io.espalier.operator.ObjectiveParameters;
import io.espalier.operator.TrainParameters;
import io.espalier.shrink.StepNetwork;
import io.espalier.step.StepContext;
import org.jspecify.annotations.Nullable;

/**
 * What a training is for: the loss, and the teacher that it asks where it has one. The teacher is
 * open on the same executor and thread, predicts, and never moves.
 */
public final class TrainedFor implements AutoCloseable {
  private final Loss loss;
  private final @Nullable Session teacher;

  private TrainedFor(Loss loss, @Nullable Session teacher) {
    this.loss = loss;
    this.teacher = teacher;
  }

  /**
   * Opens the teacher and asks the objective for its loss.
   *
   * @throws IllegalArgumentException when settings or teacher do not fit
   */
  public static TrainedFor of(TrainParameters parameters, StepContext context, int classes) {
    Session teacher = teacher(parameters, context);
    try {
      return new TrainedFor(loss(parameters, context, classes, teacher), teacher);
    } catch (RuntimeException e) {
      if (teacher != null) {
        teacher.close();
      }
      throw e;
    }
  }

  /** The loss that it is trained for. */
  public Loss loss() {
    return loss;
  }

  @Override
  public void close() {
    if (teacher != null) {
      teacher.close();
    }
  }

  private static Loss loss(
      TrainParameters parameters, StepContext context, int classes, @Nullable Session teacher) {
    ObjectiveParameters chosen = parameters.objective();
    Objective objective =
        chosen == null
            ? new CrossEntropyObjective()
            : context.catalog().get(Objective.class, chosen.name());
    Record settings =
        chosen == null ? null : Settings.of(objective, chosen.settings(), context.catalog());
    Double smoothing = parameters.labelSmoothing();
    return objective.loss(
        new ObjectiveContext(
            settings,
            classes,
            smoothing == null ? 0 : smoothing,
            teacher == null ? null : teacher::predict));
  }

  private static @Nullable Session teacher(TrainParameters parameters, StepContext context) {
    byte[] weights = context.optionalInput(TrainParameters.TEACHER).orElse(null);
    if (weights == null) {
      return null;
    }
    StepNetwork network =
        StepNetwork.of(context, parameters.network(), TrainParameters.TEACHER_SHRINKING);
    Mask mask =
        context
            .optionalInput(TrainParameters.TEACHER_MASK)
            .map(MaskFiles::read)
            .map(network::enter)
            .orElse(null);
    return network.open(context, weights, mask);
  }
}
