package io.espalier.objective;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.catalog.setting.TrainedWeights;

/**
 * Objective {@code distill} (after Hinton et al. 2015): see {@link Distillation}. The teacher is
 * asked for its logits of every batch as the student sees it, augmented and in that order.
 */
@AutoService(Descriptor.class)
public final class DistillObjective implements Objective {
  /**
   * Settings of {@code distill}.
   *
   * @param teacher whose outputs are learned
   * @param temperature what both networks' logits are divided by, above 0
   * @param weight share of the teacher's outputs in the loss, 0 to 1
   */
  public record Settings(
      @Doc("Whose outputs are learned: dense, an arm, or an arm with a round.")
          @Default("dense")
          @Shorthand
          TrainedWeights teacher,
      @Doc("What the logits of both networks are divided by before the softmax.")
          @Range(min = 0, above = true, max = 1e6)
          @Default("4")
          double temperature,
      @Doc("Share of the teacher's outputs in the loss; the rest is that of the labels.")
          @Range(min = 0, max = 1)
          @Default("0.9")
          double weight) {}

  @Override
  public String name() {
    return "distill";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Softened outputs of another network as targets, beside the labels.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Loss loss(ObjectiveContext context) {
    Settings settings = context.settings(Settings.class);
    return new Distillation(
        context.requireTeacher(),
        settings.temperature(),
        settings.weight(),
        new CrossEntropy(context.labelSmoothing()));
  }
}
