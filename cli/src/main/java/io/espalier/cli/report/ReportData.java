package io.espalier.cli.report;

import io.espalier.cli.answer.ShowAnswer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a report shows.
 *
 * @param show the run and its results
 * @param network name of the network
 * @param dataSet name of the data set
 * @param configuration the stored configuration, every default written out
 * @param configDigest its artifact
 * @param planDigest artifact of the plan
 * @param layers kept weights per layer
 * @param curves learning curves
 * @param tasks the Dag, in topological order
 * @param times where the time went
 * @param runtimes what the attempts ran on, each one once
 */
record ReportData(
    ShowAnswer show,
    String network,
    String dataSet,
    String configuration,
    String configDigest,
    String planDigest,
    List<LayerKept> layers,
    List<Curve> curves,
    List<DagPicture.Node> tasks,
    List<OperatorTime> times,
    List<String> runtimes) {

  /** Kept fraction of one weight tensor after one round. */
  record LayerKept(
      int replicate, String arm, int draw, int round, String tensor, double fraction) {}

  /** One series of numbers of one training. */
  record Curve(
      int replicate,
      @Nullable String arm,
      int round,
      String metric,
      List<LineChart.Point> points) {}

  /** Seconds that tasks of one operator took; cached tasks are counted but took none. */
  record OperatorTime(String operator, int executed, int cached, double seconds) {}
}
