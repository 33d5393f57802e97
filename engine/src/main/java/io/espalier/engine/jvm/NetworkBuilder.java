package io.espalier.engine.jvm;

import io.espalier.engine.flat.FlatLayout;
import io.espalier.engine.flat.RunningStatistics;
import io.espalier.engine.jvm.layer.LayerStages;
import io.espalier.engine.jvm.stage.Buffer;
import io.espalier.engine.jvm.stage.Image;
import io.espalier.engine.jvm.stage.Indices;
import io.espalier.engine.jvm.stage.JvmLayer;
import io.espalier.engine.jvm.stage.Made;
import io.espalier.engine.jvm.stage.Parameter;
import io.espalier.engine.jvm.stage.Place;
import io.espalier.engine.jvm.stage.Stage;
import io.espalier.kernel.Kernels;
import io.espalier.mask.Mask;
import io.espalier.model.Graph;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Dropout;
import io.espalier.model.layer.Elementwise;
import io.espalier.model.layer.Flatten;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds the stages of a network from its end: what nothing reads is left out of the rest. */
final class NetworkBuilder {
  private final Kernels kernels;
  private final NetworkSpec spec;
  private final Graph graph;
  private final FlatLayout layout;
  private final float[] values;
  private final List<float[]> state;
  private final @Nullable Mask mask;
  private final boolean frozen;
  private final Buffer scratch = new Buffer();
  private final List<Parameter> parameters = new ArrayList<>();
  private final List<RunningStatistics> statistics = new ArrayList<>();

  /**
   * @param values all parameters in the layout's order
   * @param state one such array for each slot of the optimizer
   * @param frozen see {@link io.espalier.engine.TrainingState#frozen}
   */
  NetworkBuilder(
      Kernels kernels,
      NetworkSpec spec,
      FlatLayout layout,
      float[] values,
      List<float[]> state,
      @Nullable Mask mask,
      boolean frozen) {
    this.kernels = kernels;
    this.spec = spec;
    this.graph = spec.graph();
    this.layout = layout;
    this.values = values;
    this.state = state;
    this.mask = mask;
    this.frozen = frozen;
  }

  /** Puts something around the stage of a node, or leaves it as it is. */
  interface Around {
    Stage of(Graph graph, int node, Stage stage);
  }

  /** The network; its parameters are then in {@link #parameters}. */
  JvmNetwork build() {
    return build(true, (nodes, node, stage) -> stage);
  }

  /**
   * As {@link #build()}, with something around its stages.
   *
   * @param first whether nothing asks for the gradient of the inputs
   */
  JvmNetwork build(boolean first, Around around) {
    boolean[][] read = new boolean[graph.values()][];
    read[graph.values() - 1] = new boolean[spec.classes()];
    Arrays.fill(read[graph.values() - 1], true);
    List<Step> steps = new ArrayList<>();
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Graph.Node node = graph.nodes().get(i);
      boolean[] outputs = read[i + 1];
      if (node.layer() instanceof Graph.Sum) {
        int one = node.inputs().get(0);
        int other = node.inputs().get(1);
        steps.add(new Step.Add(one, other, i + 1, outputs.length));
        reads(read, one, outputs);
        reads(read, other, outputs);
        continue;
      }
      Made made = LayerStages.of(node.layer(), new Standing(i, node, first, outputs));
      Stage stage = made.stage() == null ? null : around.of(graph, i, made.stage());
      steps.add(new Step.Through(stage, node.input(), i + 1));
      reads(read, node.input(), made.read());
    }
    Collections.reverse(steps);
    return new JvmNetwork(kernels, spec, graph, steps, Indices.of(read[0], true));
  }

  private void reads(boolean[][] read, int value, boolean[] reading) {
    if (read[value] == null) {
      read[value] = reading.clone();
      return;
    }
    for (int i = 0; i < reading.length; i++) {
      read[value][i] |= reading[i];
    }
  }

  /** All parameters of the network that was built. */
  List<Parameter> parameters() {
    return List.copyOf(parameters);
  }

  /** What the batch norms of the network that was built have seen. */
  List<RunningStatistics> statistics() {
    return List.copyOf(statistics);
  }

  /** Whether a value is the data. */
  static boolean isData(Graph graph, int value) {
    return graph.readers(value).size() == 1
        && (value == 0
            || (graph.nodes().get(value - 1).layer() instanceof Flatten
                && isData(graph, graph.nodes().get(value - 1).input())));
  }

  /** Whether one node alone reads a value, and what is the same array; its maker too. */
  private boolean isReadOnce(int value) {
    if (value == 0 || graph.readers(value).size() > 1) {
      return graph.readers(value).size() == 1;
    }
    Graph.Node maker = graph.nodes().get(value - 1);
    if (maker.layer() instanceof Elementwise || maker.layer() instanceof JvmLayer) {
      return false; // their derivatives may follow from what they gave
    }
    boolean passes =
        maker.layer() instanceof Flatten
            || maker.layer() instanceof Dropout
            || maker.layer() instanceof Graph.Pass;
    return !passes || isReadOnce(maker.input());
  }

  private final class Standing implements Place {
    private final int index;
    private final Graph.Node node;
    private final boolean first;
    private final boolean[] read;

    Standing(int index, Graph.Node node, boolean first, boolean[] read) {
      this.index = index;
      this.node = node;
      this.first = first && isData(graph, node.input());
      this.read = read;
    }

    @Override
    public Image in() {
      return Image.of(node.in());
    }

    @Override
    public Image out() {
      return Image.of(node.out());
    }

    @Override
    public int node() {
      return index;
    }

    @Override
    public boolean first() {
      return first;
    }

    @Override
    public boolean alone() {
      return isReadOnce(node.input());
    }

    @Override
    public boolean[] read() {
      return read;
    }

    @Override
    public Kernels kernels() {
      return kernels;
    }

    @Override
    public boolean @Nullable [] kept(String name) {
      // What is frozen passes signals as ever: no stage may leave it out.
      return frozen ? null : flags(name);
    }

    private boolean @Nullable [] flags(String name) {
      return mask == null ? null : mask.of(name);
    }

    @Override
    public Parameter parameter(String name) {
      return parameter(name, false);
    }

    @Override
    public Parameter survivors(String name) {
      return parameter(name, true);
    }

    private Parameter parameter(String name, boolean sparse) {
      FlatLayout.Segment segment =
          layout.segments().stream()
              .filter(candidate -> candidate.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "parameter: " + name + " (expected: one of " + node.tensors() + ")"));
      Parameter parameter = new Parameter(segment, values, state, flags(name), sparse, frozen);
      parameters.add(parameter);
      return parameter;
    }

    @Override
    public Buffer scratch() {
      return scratch;
    }

    @Override
    public void keep(RunningStatistics of) {
      statistics.add(of);
    }
  }
}
