#include "engine/metrics/metricstext.h"

#include "engine/base/durationhistogram.h"

namespace Saltern {

namespace {

constexpr double msPerSecond = 1000;

QByteArray escaped(const QString &value)
{
    return value.toUtf8().replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
}

} // namespace

void MetricsText::family(const char *name, const char *type, const char *help)
{
    m_family = name;
    m_bytes += "# HELP " + m_family + ' ' + help + "\n# TYPE " + m_family + ' ' + type + '\n';
}

void MetricsText::sample(const Labels &labels, double value)
{
    line(m_family, labels, value);
}

void MetricsText::line(const QByteArray &name, const Labels &labels, double value)
{
    m_bytes += name;
    char before = '{';
    for (const auto &[label, text] : labels) {
        m_bytes += before + QByteArray(label) + "=\"" + escaped(text) + '"';
        before = ',';
    }
    if (labels.size() > 0)
        m_bytes += '}';
    // Whole numbers stay whole, up to what a double holds exactly.
    m_bytes += ' ' + QByteArray::number(value, 'g', 16) + '\n';
}

void MetricsText::histogram(const DurationHistogram &histogram)
{
    for (std::size_t i = 0; i < DurationHistogram::boundsMs.size(); ++i) {
        const double seconds = DurationHistogram::boundsMs[i] / msPerSecond;
        line(m_family + "_bucket",
             {{"le", QString::number(seconds)}},
             static_cast<double>(histogram.upTo(i)));
    }
    const auto count = static_cast<double>(histogram.count());
    line(m_family + "_bucket", {{"le", QStringLiteral("+Inf")}}, count);
    line(m_family + "_sum", {}, std::chrono::duration<double>(histogram.sum()).count());
    line(m_family + "_count", {}, count);
}

} // namespace Saltern
