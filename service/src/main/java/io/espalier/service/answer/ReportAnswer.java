package io.espalier.service.answer;

import io.espalier.catalog.setting.Doc;
import io.espalier.dag.Place;
import io.espalier.plan.analysis.Look;
import io.espalier.state.TaskState;
import io.espalier.store.task.Disposition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that the report of a run shows. */
@Doc("Everything that the report of a run shows.")
public record ReportAnswer(
    @Doc("The run and its results.") ShowAnswer show,
    @Doc("Name of the network.") String network,
    @Doc("Name of the data set.") String dataSet,
    @Doc("The stored configuration as JSON text, every default written out.") String configuration,
    @Doc("Its artifact.") String configDigest,
    @Doc("Artifact of the plan.") String planDigest,
    @Doc("Kept weights of every layer.") List<LayerKept> layers,
    @Doc("Learning curves.") List<Curve> curves,
    @Doc("What analyses found out, and how it is looked at.") List<Analysis> analyses,
    @Doc("The Dag, in topological order.") List<Task> tasks,
    @Doc("Where the time went.") List<OperatorTime> times,
    @Doc("What the attempts ran on, each once.") List<String> runtimes) {
  public ReportAnswer {
    layers = List.copyOf(layers);
    curves = List.copyOf(curves);
    analyses = List.copyOf(analyses);
    tasks = List.copyOf(tasks);
    times = List.copyOf(times);
    runtimes = List.copyOf(runtimes);
  }

  /** Kept weights of one layer after one round. */
  @Doc("Kept weights of one layer after one round.")
  public record LayerKept(
      @Doc("From 1.") int replicate,
      @Doc("Name of the arm.") String arm,
      @Doc("From 1.") int draw,
      @Doc("From 1.") int round,
      @Doc("Name of the layer.") String tensor,
      @Doc("Kept weights / all of its weights.") double fraction) {}

  /** A series of numbers of one training. */
  @Doc("A series of numbers of one training.")
  public record Curve(
      @Doc("From 1.") int replicate,
      @Doc("Name of the arm; null for the dense network.") @Nullable String arm,
      @Doc("From 0, the dense network.") int round,
      @Doc("What was measured.") String metric,
      @Doc("The numbers, by iteration.") List<Point> points) {
    public Curve {
      points = List.copyOf(points);
    }
  }

  /** One number. */
  @Doc("One number.")
  public record Point(
      @Doc("After so many iterations.") long iteration,
      @Doc("The number; null where it is not finite.") @Nullable Double value) {}

  /** An analysis of the run. */
  @Doc("An analysis of the run.")
  public record Analysis(
      @Doc("What the experiment file calls it.") String name,
      @Doc("Which analysis it is.") String kind,
      @Doc("How people look at it.") List<Look> looks,
      @Doc("All numbers that a look may ask for.") List<Measured> measurements,
      @Doc("All pictures that its tasks wrote.") List<Picture> pictures) {
    public Analysis {
      looks = List.copyOf(looks);
      measurements = List.copyOf(measurements);
      pictures = List.copyOf(pictures);
    }
  }

  /** A number that an analysis found out. */
  @Doc("A number that an analysis found out.")
  public record Measured(
      @Doc("What was measured.") String name,
      @Doc("Where what was measured stands.") Place of,
      @Doc("Where what it was held against stands.") Place other,
      @Doc("Weights kept in `of`, a fraction; null where that is not known.")
          @Nullable Double density,
      @Doc("Name of the layer; null for the whole network.") @Nullable String layer,
      @Doc("What else tells the number apart, such as a class; null for nothing.")
          @Nullable String item,
      @Doc("The number; null where it is not finite.") @Nullable Double value,
      @Doc("Unit of the number, empty for none.") String unit) {}

  /** A picture that a task of an analysis wrote. */
  @Doc("A picture that a task of an analysis wrote.")
  public record Picture(
      @Doc("The role of the output.") String role,
      @Doc("The place of the task's first input that has one.") Place of,
      @Doc("Its bytes in Base64.") String png) {}

  /** A task and its place. */
  @Doc("A task and its place.")
  public record Task(
      @Doc("Id of the task.") String taskId,
      @Doc("From 1; null where it belongs to no replicate.") @Nullable Integer replicate,
      @Doc("Name of the arm; null where it belongs to none.") @Nullable String arm,
      @Doc("From 1; null where it belongs to none.") @Nullable Integer draw,
      @Doc("Ids of the tasks before it.") List<String> upstream,
      @Doc("Airflow's state, `none` for no state yet.") TaskState state,
      @Doc("How it came to its result; null while unfinished.") @Nullable Disposition disposition) {
    public Task {
      upstream = List.copyOf(upstream);
    }
  }

  /** Where the time of one operator's tasks went. */
  @Doc("Where the time of one operator's tasks went.")
  public record OperatorTime(
      @Doc("Name of the operator.") String operator,
      @Doc("Tasks whose step was computed.") int executed,
      @Doc("Tasks whose step was recorded already; they took no time.") int cached,
      @Doc("Seconds of the executed tasks, added up.") double seconds) {}
}
