package io.espalier.construct;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.setting.ArmName;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.experiment.ArmRules;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.SettingsRules;
import io.espalier.model.Network;
import io.espalier.operator.EvaluateParameters;
import io.espalier.plan.Arm;
import io.espalier.plan.Input;
import io.espalier.plan.PlannedResult;
import io.espalier.plan.Protocol;
import io.espalier.plan.Replicate;
import io.espalier.plan.Spot;
import io.espalier.plan.TaskBuilder;
import io.espalier.plan.Training;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Protocol {@code strong_ticket}: finds one network of another arm within random networks, without
 * training, after Burkholz 2022 (one layer more than the target) or Pensia et al. 2020 (twice as
 * many). Its only round is that of the target, so that both stand side by side.
 */
@AutoService(Descriptor.class)
public final class StrongTicket implements Protocol, SettingsRules {
  /** Layers of the random network, for L of the target. */
  public enum Depth {
    /** L + 1. */
    L_PLUS_1,
    /** 2 L. */
    TWO_L
  }

  /** Its settings. */
  public record Settings(
      @Doc("The arm whose network is looked for.") @ArmName @Shorthand String target,
      @Doc("Which round of it; its last where left out.") @Range(min = 1, max = 1000)
          @Nullable Integer round,
      @Doc("Layers of the random network, for L of the target.") @Default("l_plus_1") Depth depth,
      @Doc("Largest error of each parameter.")
          @Range(min = 0, above = true, max = 1)
          @Default("0.01")
          double epsilon,
      @Doc("Random values that each subset sum is taken of.")
          @Range(min = 1, max = 30)
          @Default("15")
          int rho,
      @Doc(
              "Weights of the first layer before tanh or sigmoid lie between plus and minus this, so"
                  + " that they work where these are nearly linear.")
          @Range(min = 0, above = true, max = 1)
          @Default("0.01")
          double sigma,
      @Doc("How often values of which no subset fits are drawn anew, at most.")
          @Range(min = 0, max = 10000)
          @Default("100")
          int redraws,
      @Doc("What is evaluated: the ticket, or what it is compared with.") @Default("ticket")
          ConstructTicketOperator.Form form,
      @Doc("How many random networks.") @Range(min = 1, max = 99) @Default("1") int draws) {}

  @Override
  public String name() {
    return "strong_ticket";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Finds a network of another arm within random networks, without training.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public void check(ChoicePlace place) {
    Settings settings = place.settings(Settings.class);
    int rounds = ArmRules.rounds(settings.target(), place.experiment(), place.catalog());
    Integer round = settings.round();
    if (round != null && round > rounds) {
      throw place.fail(
          "round", round.toString(), "a round of " + settings.target() + ", 1 to " + rounds);
    }
    NetworkDescriptor network = place.network();
    try {
      source(network, settings);
    } catch (IllegalArgumentException e) {
      throw place.fail("target", "model " + network.name(), String.valueOf(e.getMessage()));
    }
  }

  private static Source source(NetworkDescriptor network, Settings settings) {
    if (!(network instanceof Network known)) {
      throw new IllegalArgumentException("a network whose layers are known");
    }
    return Source.of(
        known.spec(), settings.depth() == Depth.TWO_L, settings.rho(), settings.sigma());
  }

  @Override
  public int rounds(Named chosen, Experiment experiment, Catalog catalog) {
    Settings settings = chosen.settings(Settings.class);
    return settings.round() != null
        ? settings.round()
        : ArmRules.rounds(settings.target(), experiment, catalog);
  }

  @Override
  public void plan(Arm arm) {
    Settings settings = arm.settings(Settings.class);
    Replicate replicate = arm.replicate();
    int round =
        settings.round() != null
            ? settings.round()
            : replicate.results(settings.target()).stream()
                .mapToInt(PlannedResult::round)
                .max()
                .orElse(0);
    Source source = source(replicate.network(), settings);
    arm.dense(1, replicate.weights());
    for (int draw = 1; draw <= settings.draws(); draw++) {
      add(
          arm.round(round, draw, settings.draws()),
          replicate.result(settings.target(), round, 1),
          source,
          settings);
    }
  }

  private static void add(Spot spot, PlannedResult target, Source source, Settings settings) {
    Replicate replicate = spot.arm().replicate();
    Catalog catalog = replicate.catalog();
    List<Input> inputs = new ArrayList<>();
    inputs.add(Input.weights(replicate.task(target.trainTask())));
    if (target.maskTask() != null) {
      inputs.add(Input.mask(replicate.task(target.maskTask())));
    }
    inputs.add(Input.of("split", replicate.split()));
    ConstructTicketOperator.Parameter parameters =
        new ConstructTicketOperator.Parameter(
            source.text(catalog, false),
            replicate.network().name(),
            settings.depth() == Depth.TWO_L,
            settings.rho(),
            settings.epsilon(),
            settings.sigma(),
            settings.redraws(),
            settings.form());
    TaskBuilder construct =
        spot.task("construct", "construct_ticket", parameters, inputs).stream(
            "source", replicate.seed(), replicate.path(spot.round(), spot.draw()));
    boolean linear = settings.form() == ConstructTicketOperator.Form.LINEAR_FIRST_LAYER;
    TaskBuilder evaluation =
        spot.task(
            "evaluate",
            "evaluate",
            new EvaluateParameters(source.text(catalog, linear)),
            List.of(
                Input.weights(construct),
                Input.mask(construct),
                Input.of("split", replicate.split())));
    spot.result(
        new Training(construct, construct, 0),
        construct,
        evaluation,
        source.parts().stream().mapToLong(Part::weights).sum());
  }
}
