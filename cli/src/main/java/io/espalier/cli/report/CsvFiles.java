package io.espalier.cli.report;

import io.espalier.cli.text.Csv;
import io.espalier.service.answer.ReportAnswer;
import io.espalier.service.answer.ShowAnswer.Result;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The numbers of a report as CSV (RFC 4180, one header line, empty for absent). */
final class CsvFiles {
  private CsvFiles() {}

  static String results(ReportAnswer data) {
    StringBuilder csv =
        new StringBuilder(
            "replicate,arm,draw,round,density,kept,prunable,parameters,iterations,iterations_total,"
                + "validation_accuracy,test_accuracy,mask,start_weights,weights\n");
    for (Result row : data.show().results()) {
      csv.append(
              line(
                  row.replicate(),
                  row.arm(),
                  row.draw(),
                  row.round(),
                  row.density(),
                  row.kept(),
                  row.prunable(),
                  row.parameters(),
                  row.iterations(),
                  row.iterationsTotal(),
                  row.validationAccuracy(),
                  row.testAccuracy(),
                  row.mask(),
                  row.startWeights(),
                  row.weights()))
          .append('\n');
    }
    return csv.toString();
  }

  static String curves(ReportAnswer data) {
    StringBuilder csv = new StringBuilder("replicate,arm,round,metric,iteration,value\n");
    for (ReportAnswer.Curve curve : data.curves()) {
      for (ReportAnswer.Point point : curve.points()) {
        csv.append(
                line(
                    curve.replicate(),
                    curve.arm() == null ? "dense" : curve.arm(),
                    curve.round(),
                    curve.metric(),
                    point.iteration(),
                    point.value() == null ? Double.NaN : point.value()))
            .append('\n');
      }
    }
    return csv.toString();
  }

  private static String line(@Nullable Object... values) {
    return Csv.line(Arrays.asList(values));
  }
}
