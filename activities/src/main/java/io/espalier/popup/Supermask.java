package io.espalier.popup;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Iterations;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Range;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.SettingsRules;
import io.espalier.plan.Arm;
import io.espalier.plan.Protocol;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Protocol {@code supermask}: trains with which probability each weight is kept and never the
 * weights, after Zhou et al., "Deconstructing lottery tickets" (2019). One round, from the
 * replicate's initial weights; see {@link ScoredMask.Bernoulli}. They evaluate drawn masks and
 * scale weights by what is kept; here the mask of the weights that are likelier kept than not is
 * evaluated, unscaled.
 */
@AutoService(Descriptor.class)
public final class Supermask implements Protocol, SettingsRules {
  /** Its settings. */
  public record Settings(
      @Doc("Learning rate of the scores at the beginning; it goes to 0 as a cosine does.")
          @Range(min = 0, above = true, max = 1e6)
          @Default("100")
          double learningRate,
      @Doc("Momentum of the scores.") @Range(min = 0, max = 1, below = true) @Default("0.9")
          double momentum,
      @Doc("Iterations of the training; train.iterations where left out.")
          @Range(min = 1, max = 1e9)
          @Iterations
          @Nullable Long iterations) {}

  @Override
  public String name() {
    return "supermask";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Trains with which probability weights are kept and never the weights.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Record completed(Record settings, ChoicePlace place) {
    Settings own = (Settings) settings;
    return own.iterations() != null
        ? own
        : new Settings(own.learningRate(), own.momentum(), place.experiment().train().iterations());
  }

  @Override
  public int rounds(Named chosen, Experiment experiment, Catalog catalog) {
    return 1;
  }

  @Override
  public @Nullable String unfitForMasks(Named chosen, Catalog catalog) {
    return null;
  }

  @Override
  public void plan(Arm arm) {
    Settings settings = arm.settings(Settings.class);
    arm.dense(1, arm.replicate().weights());
    MaskRounds.add(
        arm,
        1,
        new TrainMaskOperator.Parameters(
            arm.replicate().network().name(),
            null,
            false,
            settings.learningRate(),
            settings.momentum(),
            arm.replicate().experiment().train().batch(),
            Objects.requireNonNull(settings.iterations())));
  }
}
