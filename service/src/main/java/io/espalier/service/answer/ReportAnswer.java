package io.espalier.service.answer;

import io.espalier.state.TaskState;
import io.espalier.store.task.Disposition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the report of a run shows.
 *
 * @param show the run and its results
 * @param network name of the network
 * @param dataSet name of the data set
 * @param configuration the stored configuration, every default written out
 * @param configDigest its artifact
 * @param planDigest artifact of the plan
 * @param layers kept weights of every layer
 * @param curves learning curves
 * @param tasks the Dag, in topological order
 * @param times where the time went
 * @param runtimes what the attempts ran on, each one once
 */
public record ReportAnswer(
    ShowAnswer show,
    String network,
    String dataSet,
    String configuration,
    String configDigest,
    String planDigest,
    List<LayerKept> layers,
    List<Curve> curves,
    List<Task> tasks,
    List<OperatorTime> times,
    List<String> runtimes) {
  public ReportAnswer {
    layers = List.copyOf(layers);
    curves = List.copyOf(curves);
    tasks = List.copyOf(tasks);
    times = List.copyOf(times);
    runtimes = List.copyOf(runtimes);
  }

  /**
   * Kept fraction of one weight tensor after one round.
   *
   * @param tensor name of its layer
   * @param fraction kept / all, in [0, 1]
   */
  public record LayerKept(
      int replicate, String arm, int draw, int round, String tensor, double fraction) {}

  /**
   * One series of numbers of one training.
   *
   * @param arm null for the dense network
   */
  public record Curve(
      int replicate, @Nullable String arm, int round, String metric, List<Point> points) {
    public Curve {
      points = List.copyOf(points);
    }
  }

  /**
   * One number of a series.
   *
   * @param value null where it is not finite
   */
  public record Point(long iteration, @Nullable Double value) {}

  /**
   * A task and its place.
   *
   * @param replicate from 1, null where it belongs to none
   * @param arm null where it belongs to none
   * @param draw from 1, null where it belongs to none
   * @param disposition null while unfinished
   */
  public record Task(
      String taskId,
      @Nullable Integer replicate,
      @Nullable String arm,
      @Nullable Integer draw,
      List<String> upstream,
      TaskState state,
      @Nullable Disposition disposition) {
    public Task {
      upstream = List.copyOf(upstream);
    }
  }

  /** Seconds that tasks of one operator took; cached tasks are counted but took none. */
  public record OperatorTime(String operator, int executed, int cached, double seconds) {}
}
