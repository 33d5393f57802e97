package io.espalier.analyse.strong;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Named;
import io.espalier.construct.ConstructTicketOperator;
import io.espalier.construct.StrongTicket;
import io.espalier.dag.TaskInput;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.SettingsRules;
import io.espalier.plan.analysis.AnalysedResult;
import io.espalier.plan.analysis.AnalysisDescriptor;
import io.espalier.plan.analysis.AnalysisGroups;
import io.espalier.plan.analysis.AnalysisPlan;
import io.espalier.plan.analysis.Look;
import io.espalier.plan.analysis.Look.Dimension;
import io.espalier.plan.analysis.Selection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Analysis {@code strong_tickets}: what networks that were found within random ones give beside
 * their targets, what the random ones cost, and how many random values a subset sum needs.
 */
@AutoService(Descriptor.class)
public final class StrongTickets implements AnalysisDescriptor, SettingsRules {
  /** Settings. */
  public record Settings(@Doc("Which results are looked at.") @Default("{}") Selection only) {}

  /** No parameters. */
  public record None() {}

  @Override
  public String name() {
    return "strong_tickets";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Networks found within random ones beside their targets, and what these cost.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public void check(ChoicePlace place) {
    place.settings(Settings.class).only().check(place, "only");
  }

  /** One task for each network that was found, and one for the subset sums. */
  @Override
  public void plan(AnalysisPlan plan) {
    Settings settings = plan.settings(Settings.class);
    plan.task(
        "subset_sums", "measure_subset_sums", new None(), List.of(), plan.stream("subset-sums"));
    for (AnalysedResult result : plan.results()) {
      StrongTicket.Settings found = found(plan, result);
      if (found != null && settings.only().of(result)) {
        plan.task(
            AnalysisGroups.id(result),
            "measure_strong_ticket",
            new MeasureStrongTicketOperator.Parameter(
                found.form() == ConstructTicketOperator.Form.TICKET),
            inputs(result, target(plan, result, found.target())));
      }
    }
  }

  private static StrongTicket.@Nullable Settings found(AnalysisPlan plan, AnalysedResult result) {
    String arm = result.place().arm();
    Named protocol = arm == null ? null : plan.experiment().arm(arm).protocol();
    return protocol != null && protocol.settings() instanceof StrongTicket.Settings own
        ? own
        : null;
  }

  private static AnalysedResult target(AnalysisPlan plan, AnalysedResult result, String arm) {
    return plan.results().stream()
        .filter(other -> arm.equals(other.place().arm()))
        .filter(other -> other.replicate() == result.replicate())
        .filter(other -> other.round() == result.round())
        .findFirst()
        .orElseThrow();
  }

  private static List<TaskInput> inputs(AnalysedResult result, AnalysedResult target) {
    List<TaskInput> inputs = new ArrayList<>();
    inputs.add(
        new TaskInput("construction", 0, result.trainTask(), "construction", null, result.place()));
    inputs.add(result.predictions("predictions", 0));
    inputs.add(target.predictions("target", 0));
    inputs.add(result.split());
    return inputs;
  }

  @Override
  public List<Look> looks() {
    return List.of(
        Look.bars("Accuracy lost", "accuracy_lost", Dimension.ARM, Dimension.ROUND)
            .note("Test accuracy of the target less that of the network that was found."),
        Look.heatMap("Error of layers", "construction_error", Dimension.LAYER, Dimension.ARM)
            .note("The largest one seen, on training examples."),
        Look.heatMap("Bounds of layers", "construction_bound", Dimension.LAYER, Dimension.ARM)
            .note("What these errors can be at most."),
        Look.lines(
                "Values that a subset sum needs",
                List.of("least_values", "least_values_product"),
                Dimension.ITEM)
            .note(
                "So many random values have a subset within the error, on the axis, of 99 in 100"
                    + " targets. The first takes values U(−1, 1), the second products of these with"
                    + " U(−2, 2)."));
  }
}
