package io.espalier.service.reference;

import java.util.HashMap;
import java.util.Map;

/** What is said of records in answers that other modules have made for other purposes too. */
final class Foreign {
  /** By the record's simple name, and that and its component's. */
  static final Map<String, String> DOCS = new HashMap<>();

  static {
    DOCS.put("Place", "A place in an experiment.");
    DOCS.put("Place.replicate", "From 1; null outside replicates.");
    DOCS.put("Place.arm", "Name of the arm; null for what all arms share.");
    DOCS.put("Place.draw", "From 1; null where there are no draws.");
    DOCS.put("Place.round", "From 0, the dense network; null outside rounds.");
    DOCS.put("Node", "A node.");
    DOCS.put("Node.id", "Its id within this answer.");
    DOCS.put("Node.kind", "`artifact`, `step` or `run`.");
    DOCS.put("Node.label", "What it is, for people.");
    DOCS.put("Edge", "An edge.");
    DOCS.put("Edge.from", "Id of the node that the data comes from.");
    DOCS.put("Edge.to", "Id of the node that it goes into.");
    DOCS.put("Edge.role", "As what.");
    DOCS.put(
        "Other", "A step that made the bytes of an artifact too, without their being used here.");
    DOCS.put("Other.artifact", "Digest of the artifact.");
    DOCS.put("Other.step", "Key of the step.");
    DOCS.put("Other.label", "What it is, for people.");
    DOCS.put("Other.runId", "The run that computed it.");
    DOCS.put("Look", "One way to look at what an analysis measured.");
    DOCS.put("Look.shape", "What is drawn: `LINES`, `BARS`, `HEAT_MAP`, `MATRIX` or `IMAGES`.");
    DOCS.put("Look.title", "Its heading.");
    DOCS.put("Look.note", "One or two sentences below it; empty for none.");
    DOCS.put("Look.names", "Names of the measurements.");
    DOCS.put("Look.across", "What stands from left to right: the axis, or the columns.");
    DOCS.put("Look.by", "What tells lines, groups of bars or rows apart.");
    DOCS.put("Look.each", "A picture for each value of this; null for one picture.");
    DOCS.put("Look.pairs", "Which measurements of pairs it takes.");
  }

  private Foreign() {}
}
