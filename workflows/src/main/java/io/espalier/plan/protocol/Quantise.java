package io.espalier.plan.protocol;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.SettingsRules;
import io.espalier.operator.compress.QuantiseParameters;
import io.espalier.plan.Arm;
import io.espalier.plan.Input;
import io.espalier.plan.Protocol;
import io.espalier.plan.Replicate;
import io.espalier.plan.Spot;
import io.espalier.plan.TaskBuilder;
import io.espalier.plan.Training;
import java.util.List;
import java.util.Locale;

/**
 * Protocol {@code quantise}: never prunes; rounds the weights of the trained dense network to a
 * symmetric grid of few values, each layer or each unit with a scale of its own. Nothing is trained
 * after it. Each number of bits is a round.
 */
@AutoService(Descriptor.class)
public final class Quantise implements Protocol, SettingsRules {
  /** What has a scale of its own. */
  public enum Per {
    /** All weights of a layer together. */
    LAYER,
    /** The weights that enter a unit. */
    CHANNEL
  }

  /** Its settings. */
  public record Settings(
      @Doc("Bits of a weight, falling: a round each. The grid has 2^bits − 1 values around 0.")
          @Range(min = 2, max = 16)
          @Default("[4]")
          @Shorthand
          List<Integer> bits,
      @Doc("What has a scale of its own: a whole layer, or each channel (unit, filter) of it.")
          @Default("channel")
          Per per) {
    public Settings {
      bits = List.copyOf(bits);
    }
  }

  @Override
  public String name() {
    return "quantise";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Never prunes; rounds the trained weights to a grid of few values.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public void check(ChoicePlace place) {
    List<Integer> bits = place.settings(Settings.class).bits();
    if (bits.isEmpty() || bits.size() > 15) {
      throw place.fail("bits", bits.size() + " numbers", "1 to 15 numbers of bits");
    }
    for (int i = 1; i < bits.size(); i++) {
      if (bits.get(i) >= bits.get(i - 1)) {
        throw place.fail(
            "bits." + i,
            String.valueOf(bits.get(i)),
            "less than " + bits.get(i - 1) + " before it");
      }
    }
  }

  @Override
  public int rounds(Named chosen, Experiment experiment, Catalog catalog) {
    return chosen.settings(Settings.class).bits().size();
  }

  @Override
  public void plan(Arm arm) {
    Replicate replicate = arm.replicate();
    Settings settings = arm.settings(Settings.class);
    arm.dense(1, replicate.weights());
    for (int round = 1; round <= settings.bits().size(); round++) {
      Spot spot = arm.round(round);
      QuantiseParameters parameters =
          new QuantiseParameters(
              replicate.network().name(),
              settings.bits().get(round - 1),
              settings.per().name().toLowerCase(Locale.ROOT));
      TaskBuilder quantised =
          spot.task("quantise", "quantise", parameters, List.of(Input.weights(replicate.dense())));
      TaskBuilder evaluation = spot.evaluate("evaluate", quantised, List.of());
      Training none = new Training(replicate.dense(), quantised, 0);
      spot.result(none, null, evaluation, replicate.weights());
    }
  }
}
