package io.espalier.dag;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * One operator placed in a Dag.
 *
 * @param node id, edges and settings
 * @param operator name of the operator
 * @param operatorVersion its version when the plan was made; a worker with another one refuses
 * @param parameters every parameter, defaults written out
 * @param inputs artifacts it reads; each {@code fromTask} is also among the node's upstream
 * @param streams the random streams it may draw from
 * @param place where it stands in the experiment
 */
public record Task(
    TaskNode node,
    String operator,
    int operatorVersion,
    ObjectNode parameters,
    List<TaskInput> inputs,
    List<RandomStream> streams,
    Place place) {
  public Task {
    inputs = List.copyOf(inputs);
    streams = List.copyOf(streams);
  }
}
