package io.espalier.plan.analysis;

import io.espalier.catalog.Descriptor;
import java.util.List;

/**
 * A question about results: it plans tasks that read what trainings and prunings gave, and says how
 * people look at the numbers and pictures that these tasks find out. A file chooses it under {@code
 * analyses}, with the settings that its record has.
 *
 * <p>Where its settings need more than single values checked, it implements {@link
 * io.espalier.experiment.SettingsRules} too.
 */
public interface AnalysisDescriptor extends Descriptor {
  /** The word for what these are. */
  String KIND = "analysis";

  @Override
  default String kind() {
    return KIND;
  }

  /**
   * Adds the tasks of one analysis. Cut them so that more rounds or replicates add tasks and change
   * none, and that there are not many more than results: a step costs some 20 ms whatever it does.
   */
  void plan(AnalysisPlan plan);

  /** How people look at what its tasks find out, in the order of a page. */
  List<Look> looks();
}
