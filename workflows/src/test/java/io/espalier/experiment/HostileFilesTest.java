package io.espalier.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each mistake gives one error that says where it is, what stands there and what may. */
class HostileFilesTest {
  private static final String GOOD =
      """
      name: small
      data: {name: mnist, validation: 5000}
      model: lenet-300-100
      train:
        optimizer: adam
        learning_rate: 0.0012
        batch: 60
        iterations: 1500
      prune: {rounds: 8, fraction: 0.2}
      arms:
        ticket: {after_prune: {rewind: 0}}
      """;

  /** What is wrong, what is replaced by what, where the error is, what it found and expected. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          an unknown key | `  batch: 60` | `  bacth: 60` | 7:3 | train: unknown key bacth | one of: optimizer, learning_rate, batch, iterations, evaluate_every, select, label_smoothing, augment, objective; did you mean batch?
          an unknown key at the top | model: | modell: | 3:1 | unknown key modell | one of: name, data, model, train, prune, arms, replicates, seed, executor, tasks, analyses, claims, study; did you mean model?
          a missing key | `  batch: 60⏎` | '' | 5:3 | train.batch: missing | a whole number from 1 to 1000000
          text where a number belongs | batch: 60 | batch: sixty | 7:10 | train.batch: sixty | a whole number from 1 to 1000000
          a quoted number | batch: 60 | batch: "60" | 7:10 | train.batch: "60" | a whole number from 1 to 1000000
          a fraction where a whole number belongs | batch: 60 | batch: 60.5 | 7:10 | train.batch: 60.5 | a whole number from 1 to 1000000
          a hexadecimal number | batch: 60 | batch: 0x3C | 7:10 | train.batch: 0x3C | a whole number from 1 to 1000000
          a number that no int can hold | batch: 60 | batch: 99999999999999999999 | 7:10 | train.batch: 99999999999999999999 | a whole number from 1 to 1000000
          zero where at least one is needed | batch: 60 | batch: 0 | 7:10 | train.batch: 0 | a whole number from 1 to 1000000
          a negative number | batch: 60 | batch: -1 | 7:10 | train.batch: -1 | a whole number from 1 to 1000000
          infinity | 0.0012 | .inf | 6:18 | train.learning_rate.base: .inf | a number above 0 and at most 1000
          minus infinity | 0.0012 | -.inf | 6:18 | train.learning_rate.base: -.inf | a number above 0 and at most 1000
          not a number | 0.0012 | .nan | 6:18 | train.learning_rate.base: .nan | a number above 0 and at most 1000
          a number beyond every double | 0.0012 | 1e999 | 6:18 | train.learning_rate.base: 1e999 | a number above 0 and at most 1000
          a number that rounds to the excluded zero | 0.0012 | 1e-999 | 6:18 | train.learning_rate.base: 1e-999 | a number above 0 and at most 1000
          nothing where a value belongs | batch: 60 | batch: | 7:9 | train.batch: nothing | a whole number from 1 to 1000000
          a list where a number belongs | batch: 60 | batch: [60] | 7:10 | train.batch: a list | a whole number from 1 to 1000000
          a mapping where a number belongs | batch: 60 | batch: {a: 1} | 7:10 | train.batch: a mapping | a whole number from 1 to 1000000
          a number where a mapping belongs | rounds: 8, fraction: 0.2} | x: 1} | 9:9 | prune: unknown key x | one of: criterion, granularity, scope, by_layer, rounds, fraction, fractions, densities, ignore, examples, at, steps, shrink, remove, schedule
          a bare value where a mapping belongs | {rounds: 8, fraction: 0.2} | 8 | 9:8 | prune: 8 | a mapping with criterion, granularity, scope, by_layer, rounds, fraction, fractions, densities, ignore, examples, at, steps, shrink, remove, schedule
          a number as a name | name: small | name: 17 | 1:7 | name: 17 | text, in quotes where it looks like something else
          an empty name | name: small | name: "" | 1:7 | name: "" | letters, digits, _, - and ., at most 250 of them
          a name with a path in it | name: small | name: ../../etc/passwd | 1:7 | name: "../../etc/passwd" | letters, digits, _, - and ., at most 250 of them
          a name with a newline | name: small | name: "small\\n" | 1:7 | name: "small\\n" | letters, digits, _, - and ., at most 250 of them
          a name with SQL in it | name: small | name: "x'; DROP TABLE run; --" | 1:7 | name: x'; DROP TABLE run; -- | letters, digits, _, - and ., at most 250 of them
          an arm that is no group id | `  ticket:` | `  tick.et:` | 11:3 | arms: tick.et | letters, digits, _ and -, at most 200 of them
          an unknown criterion | {rounds | {criterion: magnitud, rounds | 9:20 | prune.criterion: magnitud | one of: l2, magnitude, random, snip; did you mean magnitude?
          an unknown network | lenet-300-100 | lenet-300-10 | 3:8 | model.name: lenet-300-10 | one of: conv-2, lenet-300-100; did you mean lenet-300-100?
          an unknown data set | name: mnist | name: MNIST | 2:14 | data.name: MNIST | one of: cifar-10, mnist; did you mean mnist?
          an unknown name like none | name: mnist | name: imagenet | 2:14 | data.name: imagenet | one of: cifar-10, mnist
          an unknown optimizer | adam | adan | 5:14 | train.optimizer: adan | one of: adam, adamw, momentum, nesterov, sgd; did you mean adam?
          an unknown scope | {rounds | {scope: globl, rounds | 9:16 | prune.scope: globl | one of: global, layer; did you mean global?
          a constant that the optimizer lacks | adam | {sgd: {momentum: 0.9}} | 5:21 | train.optimizer.sgd: unknown key momentum | one of: weight_decay
          two optimizers at once | adam | {sgd: {}, adam: {}} | 5:14 | train.optimizer: 2 keys | one of: adam, adamw, momentum, nesterov, sgd; alone or with its settings
          an unknown treatment | {rewind: 0} | rewnd | 11:25 | arms.ticket.after_prune: rewnd | one of: continue, finetune, keep_trained, learning_rate_rewind, reinitialise, reinitialise_keeping, rewind, rewind_reordered, untrained; did you mean rewind?
          a treatment without what it needs | {rewind: 0} | rewind | 11:25 | arms.ticket.after_prune.rewind.to: missing | a whole number from 0 to 1000000000, or epochs such as 3 epochs
          a duplicate key | `  batch: 60` | `  batch: 60⏎  batch: 61` | 8:3 | the key batch a second time | every key once
          a duplicate arm | {rewind: 0}} | {rewind: 0}}⏎  ticket: {} | 12:3 | the key ticket a second time | every key once
          broken YAML | {rewind: 0}} | {rewind: 0} | 12:1 | expected ',' or '}', but got <stream end> | valid YAML
          a tab as indentation | `  batch: 60` | ⇥batch: 60 | 7:1 | found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation) | valid YAML
          a Java tag | name: small | name: !!java.io.File /etc/passwd | 1:7 | the tag tag:yaml.org,2002:java.io.File | a value without a tag
          a tag of one's own | arms: | arms: !arms | 10:7 | the tag !arms | a value without a tag
          an alias of nothing | batch: 60 | batch: *b | 7:10 | *b | an alias of an anchor that ends before it
          an alias of what holds it | arms: | arms: &a⏎  x: *a | 11:6 | *a | an alias of an anchor that ends before it
          a key that is a list | `  batch: 60` | `  ? [a]⏎  : 60` | 7:5 | a list as a key | a name as the key
          a second document | arms:⏎ | arms: {}⏎---⏎x:⏎ | 11:1 | a second document | one document in a file
          """)
  void givesOneClearError(
      String name, String from, String to, String at, String got, String expected) {
    Mistake mistake = new Mistake(GOOD, from, to);

    assertThat(mistake.error())
        .hasMessage("small.yaml:" + at + ": " + got + " (expected: " + expected + ")");
  }
}
