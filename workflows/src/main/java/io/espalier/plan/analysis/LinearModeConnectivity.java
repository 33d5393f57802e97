package io.espalier.plan.analysis;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.SettingsRules;
import io.espalier.operator.LinearConnectivityParameters;
import io.espalier.plan.analysis.Look.Dimension;
import io.espalier.plan.analysis.Look.Pairs;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether two trained networks lie in one basin: loss and error along the straight line between
 * their weights, and the barriers on it. After Frankle et al. 2020 ("Linear mode connectivity and
 * the lottery ticket hypothesis").
 */
@AutoService(Descriptor.class)
public final class LinearModeConnectivity implements AnalysisDescriptor, SettingsRules {
  /** Which networks are joined. */
  public enum Between {
    /** Arms and draws, within a replicate and round. */
    ARMS,
    /** Each round with the one before it, within an arm; the first with the dense network. */
    ROUNDS,
    /** Replicates, within an arm and round. */
    REPLICATES
  }

  /** What is done about the running statistics of batch norms on the line. */
  public enum BatchNorm {
    /** They are taken anew on training examples, at every point. */
    REESTIMATED,
    /** They are interpolated as weights are. */
    INTERPOLATED
  }

  /** What losses are taken on. */
  public enum On {
    /** The test split. */
    TEST,
    /** The validation split. */
    VALIDATION,
    /** The training examples. */
    TRAIN
  }

  /** Settings. */
  public record Settings(
      @Doc("Which networks are joined by a line.") @Default("[arms, rounds]") List<Between> between,
      @Doc("Parts that the line is divided into.") @Range(min = 2, max = 1000) @Default("10")
          int steps,
      @Doc("The examples that loss and error are taken on.") @Default("test") On on,
      @Doc("How many of them at the most; all where left out.") @Range(min = 1, max = 1e7)
          @Nullable Integer examples,
      @Doc(
              "What is done about batch norms: their running statistics are taken anew on training"
                  + " examples at every point of the line, or interpolated as weights are. Networks"
                  + " without batch norm do not need it.")
          @Default("reestimated")
          BatchNorm batchNorm,
      @Doc("Training examples that the statistics are taken on, in batches of 100.")
          @Range(min = 100, max = 1e6)
          @Default("2000")
          int statisticsExamples,
      @Doc("Which results are looked at.") @Default("{}") Selection only) {}

  @Override
  public String name() {
    return "linear_mode_connectivity";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Loss and error along the line between two trained networks, and their barriers.";
  }

  @Override
  public Class<? extends Record> settings() {
    return Settings.class;
  }

  @Override
  public void check(ChoicePlace place) {
    Settings settings = place.settings(Settings.class);
    settings.only().check(place, "only");
    if (settings.on() == On.VALIDATION && place.experiment().data().validation() == 0) {
      throw place.fail("on", "validation", "test or train, or examples in data.validation");
    }
  }

  /** One task a pair. */
  @Override
  public void plan(AnalysisPlan plan) {
    Settings settings = plan.settings(Settings.class);
    List<AnalysedResult> results = plan.results().stream().filter(settings.only()::of).toList();
    for (int i = 0; i < results.size(); i++) {
      for (AnalysedResult later : results.subList(i + 1, results.size())) {
        AnalysedResult first = results.get(i);
        if (settings.between().stream().anyMatch(between -> joined(between, first, later))) {
          join(plan, settings, first, later);
        }
      }
    }
  }

  private static boolean joined(Between between, AnalysedResult a, AnalysedResult b) {
    boolean replicate = a.replicate() == b.replicate();
    boolean round = a.round() == b.round();
    return switch (between) {
      case ARMS -> replicate && round && !a.sameArm(b);
      case ROUNDS ->
          replicate
              && Math.abs(a.round() - b.round()) == 1
              && (a.sameArm(b) || a.place().arm() == null || b.place().arm() == null);
      case REPLICATES -> !replicate && round && a.sameArm(b);
    };
  }

  private static void join(
      AnalysisPlan plan, Settings settings, AnalysedResult first, AnalysedResult second) {
    if (!Objects.equals(first.network(), second.network())) {
      return;
    }
    plan.task(
        AnalysisGroups.id(first) + "-" + AnalysisGroups.id(second),
        "linear_mode_connectivity",
        new LinearConnectivityParameters(
            first.network(),
            settings.steps(),
            settings.on().name().toLowerCase(Locale.ROOT),
            settings.examples(),
            settings.batchNorm().name().toLowerCase(Locale.ROOT),
            settings.statisticsExamples()),
        new ArrayList<>(
            new AnalysisInputs().trained("weights", Stream.of(first, second)).split(first).list()));
  }

  @Override
  public List<Look> looks() {
    return List.of(
        Look.lines(
                "Barriers between arms",
                List.of("error_barrier"),
                Dimension.ROUND,
                Dimension.ARM,
                Dimension.OTHER_ARM)
            .of(Pairs.ARMS),
        Look.lines(
                "Barriers between rounds", List.of("error_barrier"), Dimension.ROUND, Dimension.ARM)
            .of(Pairs.ROUNDS)
            .note("Of each round with the one before it."),
        Look.lines(
                "Barriers between replicates",
                List.of("error_barrier"),
                Dimension.ROUND,
                Dimension.ARM)
            .of(Pairs.REPLICATES),
        Look.lines(
                "Error along the line",
                List.of("error"),
                Dimension.ITEM,
                Dimension.ARM,
                Dimension.OTHER_ARM)
            .each(Dimension.ROUND));
  }
}
