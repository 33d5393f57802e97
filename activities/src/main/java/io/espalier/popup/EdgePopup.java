package io.espalier.popup;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Iterations;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.SettingsRules;
import io.espalier.plan.Arm;
import io.espalier.plan.Protocol;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Protocol {@code edge_popup}: trains which weights are kept and never the weights, after Ramanujan
 * et al., "What's hidden in a randomly weighted neural network?" (2020; the code was read in a
 * summary). Each density is a round of its own, from the replicate's initial weights; see {@link
 * ScoredMask.EdgePopup}. Theirs begins with a signed constant instead, and trains with weight
 * decay.
 */
@AutoService(Descriptor.class)
public final class EdgePopup implements Protocol, SettingsRules {
  /** Its settings. */
  public record Settings(
      @Doc("Kept part of the weights of each layer; each is a round.")
          @Range(min = 0, above = true, max = 1)
          @Default("[0.5]")
          @Shorthand
          List<Double> densities,
      @Doc("Learning rate of the scores at the beginning; it goes to 0 as a cosine does.")
          @Range(min = 0, above = true, max = 1e6)
          @Default("0.1")
          double learningRate,
      @Doc("Momentum of the scores.") @Range(min = 0, max = 1, below = true) @Default("0.9")
          double momentum,
      @Doc("Iterations of each training; train.iterations where left out.")
          @Range(min = 1, max = 1e9)
          @Iterations
          @Nullable Long iterations,
      @Doc(
              "Whether the weights are divided once by the root of the density, so that what layers"
                  + " give keeps its size.")
          @Default("true")
          boolean scale) {
    public Settings {
      densities = List.copyOf(densities);
    }
  }

  @Override
  public String name() {
    return "edge_popup";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Trains which weights are kept and never the weights: edge-popup.";
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
        : new Settings(
            own.densities(),
            own.learningRate(),
            own.momentum(),
            place.experiment().train().iterations(),
            own.scale());
  }

  @Override
  public void check(ChoicePlace place) {
    if (place.settings(Settings.class).densities().isEmpty()) {
      throw place.fail("densities", "[]", "at least one");
    }
  }

  @Override
  public int rounds(Named chosen, Experiment experiment, Catalog catalog) {
    return chosen.settings(Settings.class).densities().size();
  }

  @Override
  public @Nullable String unfitForMasks(Named chosen, Catalog catalog) {
    return null;
  }

  @Override
  public void plan(Arm arm) {
    Settings settings = arm.settings(Settings.class);
    arm.dense(1, arm.replicate().weights());
    for (int round = 1; round <= settings.densities().size(); round++) {
      MaskRounds.add(
          arm,
          round,
          new TrainMaskOperator.Parameters(
              arm.replicate().network().name(),
              settings.densities().get(round - 1),
              settings.scale(),
              settings.learningRate(),
              settings.momentum(),
              arm.replicate().experiment().train().batch(),
              Objects.requireNonNull(settings.iterations())));
    }
  }
}
