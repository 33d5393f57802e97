package io.espalier.store.measurement;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Numbers that steps found out; each is written with the completion of its step. */
public interface Measurements {
  /** The most that one step may have. */
  int MOST = 100_000;

  /** What each of some steps measured, by step key, in the order of measuring; none is no key. */
  Map<String, List<Measurement>> of(Collection<String> stepKeys);
}
