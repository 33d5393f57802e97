package io.espalier.plan.analysis;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.SettingsRules;
import io.espalier.plan.analysis.Look.Dimension;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What every unit of a trained network is worth: how much the loss changes when the unit gives
 * nothing, exactly, one unit after the other. The true importance of Molchanov et al. 2019.
 */
@AutoService(Descriptor.class)
public final class Ablation implements AnalysisDescriptor, SettingsRules {
  /** The operator that measures. */
  static final String OPERATOR = "ablation";

  /** What losses are taken on: never the test split, since importances choose what is pruned. */
  public enum On {
    /** The training examples. */
    TRAIN,
    /** The validation split. */
    VALIDATION
  }

  /** Settings. */
  public record Settings(
      @Doc("The examples that losses are taken on.") @Default("train") On on,
      @Doc("How many of them at the most, the first ones.")
          @Range(min = 1, max = 1e7)
          @Default("1000")
          int examples,
      @Doc(
              "Examples of a minibatch: true_importance is the mean of its absolute changes of the"
                  + " loss. What is left of the examples makes none.")
          @Range(min = 1, max = 1e6)
          @Default("100")
          int batch,
      @Doc("Whether units that a residual sum ties to each other are taken away together.")
          @Default("false")
          boolean together,
      @Doc("Which results are looked at.") @Default("{}") Selection only) {}

  /**
   * Parameters of the operator {@code ablation}: inputs {@code weights} and {@code mask} with their
   * places, and {@code split}; stream {@code score}; measures {@code loss_change}, {@code
   * true_importance}, and for criteria {@code score}, {@code rank_agreement} and {@code
   * signed_rank_agreement}.
   *
   * @param network name of the network
   * @param on {@code train} or {@code validation}
   * @param examples how many of it at the most
   * @param batch examples of a minibatch
   * @param together whether units that a residual ties go together
   * @param criteria whose scores are held against the changes; null for none
   */
  public record Parameters(
      String network,
      String on,
      int examples,
      int batch,
      boolean together,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Scored> criteria) {
    public Parameters {
      criteria = criteria == null ? null : List.copyOf(criteria);
    }
  }

  /**
   * A criterion whose scores are asked for.
   *
   * @param label what it is called in the file
   * @param criterion its name in the catalog
   * @param settings what differs from its defaults, null for nothing
   * @param examples training examples that it looks at, 0 where it reads none
   */
  public record Scored(
      String label,
      String criterion,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ObjectNode settings,
      int examples) {}

  @Override
  public String name() {
    return "ablation";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "How much the loss changes without each unit, exactly.";
  }

  @Override
  public Class<? extends Record> settings() {
    return Settings.class;
  }

  @Override
  public void check(ChoicePlace place) {
    check(place, place.settings(Settings.class));
  }

  /** One task a result. */
  @Override
  public void plan(AnalysisPlan plan) {
    plan(plan, plan.settings(Settings.class), null);
  }

  @Override
  public List<Look> looks() {
    return List.of(
        Look.lines("Loss without a unit", List.of("loss_change"), Dimension.ITEM, Dimension.ARM)
            .each(Dimension.LAYER)
            .note("By the unit's number; what is below 0 is better away."));
  }

  static void check(ChoicePlace place, Settings settings) {
    settings.only().check(place, "only");
    int validation = place.experiment().data().validation();
    if (settings.on() == On.VALIDATION && validation == 0) {
      throw place.fail("on", "validation", "train, or examples in data.validation");
    }
    int there = settings.on() == On.VALIDATION ? validation : place.trainExamples();
    if (settings.batch() > Math.min(settings.examples(), there)) {
      throw place.fail(
          "batch",
          String.valueOf(settings.batch()),
          "at most the " + Math.min(settings.examples(), there) + " examples");
    }
    place
        .network()
        .unfitForUnits()
        .ifPresent(
            layer -> {
              throw place.fail(layer.toString(), "a network whose units can be told apart");
            });
  }

  static void plan(AnalysisPlan plan, Settings settings, @Nullable List<Scored> criteria) {
    for (AnalysedResult result : plan.results()) {
      if (!settings.only().of(result)) {
        continue;
      }
      AnalysisInputs inputs =
          new AnalysisInputs()
              .trained("weights", Stream.of(result))
              .masks("mask", Stream.of(result))
              .split(result);
      plan.task(
          AnalysisGroups.id(result),
          OPERATOR,
          new Parameters(
              result.network(),
              settings.on().name().toLowerCase(Locale.ROOT),
              settings.examples(),
              settings.batch(),
              settings.together(),
              criteria),
          inputs.list(),
          plan.stream("score", result.replicate(), result.round()));
    }
  }
}
