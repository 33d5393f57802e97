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
