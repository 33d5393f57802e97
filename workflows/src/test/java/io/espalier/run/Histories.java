package io.espalier.run;

import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import java.util.ArrayList;
import java.util.List;

/** The histories of the workflows that walked a run one after another. */
final class Histories {
  /**
   * What a server keeps of one of them.
   *
   * @param events number of its events
   * @param largest bytes of its largest event, which bounds every payload in it
   */
  record Size(int events, int largest) {}

  private Histories() {}

  /** The last workflow first; the bench's run has begun. */
  static List<Size> of(RunBench bench) {
    WorkflowClient client = bench.env.getWorkflowClient();
    String id = RunClient.workflowId(bench.runId);
    List<Size> sizes = new ArrayList<>();
    String run = client.newUntypedWorkflowStub(id).describe().getExecution().getRunId();
    while (!run.isEmpty()) {
      List<HistoryEvent> events = client.fetchHistory(id, run).getEvents();
      int largest = events.stream().mapToInt(HistoryEvent::getSerializedSize).max().orElse(0);
      sizes.add(new Size(events.size(), largest));
      run = events.get(0).getWorkflowExecutionStartedEventAttributes().getContinuedExecutionRunId();
    }
    return sizes;
  }
}
