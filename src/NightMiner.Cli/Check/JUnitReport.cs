using System.Globalization;
using System.Text;
using System.Xml;
using NightMiner.Workbench.Check;

namespace NightMiner.Cli.Check;

/// <summary>
/// The results in the XML that build servers read: a suite for each group. A warning is a test that passed, with the
/// words in its output; what is not applicable was skipped.
/// </summary>
internal static class JUnitReport
{
    /// <summary>The whole file.</summary>
    public static string Render(CheckReport report, string pool, TimeSpan elapsed)
    {
        StringBuilder text = new();
        XmlWriterSettings settings = new() { Indent = true, OmitXmlDeclaration = true };
        using (XmlWriter xml = XmlWriter.Create(text, settings))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteAttributeString("name", $"nightminer check {pool}");
            WriteCounts(xml, report.Results, elapsed);
            foreach (IGrouping<string, CaseResult> group in report.Results.GroupBy(result => result.Case.Group))
            {
                xml.WriteStartElement("testsuite");
                xml.WriteAttributeString("name", group.Key);
                WriteCounts(xml, [.. group], TimeSpan.FromSeconds(group.Sum(result => result.Elapsed.TotalSeconds)));
                foreach (CaseResult result in group) WriteCase(xml, result);
                xml.WriteEndElement();
            }
            if (report.Problem is { } problem) WriteProblem(xml, problem);
            xml.WriteEndElement();
        }
        return text.Append('\n').ToString();
    }

    private static void WriteCounts(XmlWriter xml, IReadOnlyList<CaseResult> results, TimeSpan elapsed)
    {
        int Count(CaseOutcome outcome) => results.Count(result => result.Outcome == outcome);
        xml.WriteAttributeString("tests", Text(results.Count));
        xml.WriteAttributeString("failures", Text(Count(CaseOutcome.Fail)));
        xml.WriteAttributeString("skipped", Text(Count(CaseOutcome.NotApplicable)));
        xml.WriteAttributeString("time", Text(elapsed.TotalSeconds));
    }

    private static void WriteCase(XmlWriter xml, CaseResult result)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", result.Case.Group);
        xml.WriteAttributeString("name", result.Case.Name);
        xml.WriteAttributeString("time", Text(result.Elapsed.TotalSeconds));
        string details = string.Join('\n', [
            $"asked: {result.Case.Requirement} ({result.Case.Source})", $"seen: {result.Text}", .. result.Exchange]);
        switch (result.Outcome)
        {
            case CaseOutcome.Fail:
                xml.WriteStartElement("failure");
                xml.WriteAttributeString("message", result.Text);
                xml.WriteString(details);
                xml.WriteEndElement();
                break;
            case CaseOutcome.NotApplicable:
                xml.WriteStartElement("skipped");
                xml.WriteAttributeString("message", result.Text);
                xml.WriteEndElement();
                break;
            case CaseOutcome.Warn:
                xml.WriteElementString("system-out", $"warning\n{details}");
                break;
        }
        xml.WriteEndElement();
    }

    private static void WriteProblem(XmlWriter xml, string problem)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", "run");
        xml.WriteAttributeString("tests", "1");
        xml.WriteAttributeString("errors", "1");
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", "run");
        xml.WriteAttributeString("name", "run.complete");
        xml.WriteStartElement("error");
        xml.WriteAttributeString("message", problem);
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static string Text(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}
