#pragma once

#include <QByteArray>
#include <QString>

#include <initializer_list>
#include <utility>

namespace Saltern {

class DurationHistogram;

/// Writes numbers in the text exposition format 0.0.4 of Prometheus
/// (https://prometheus.io/docs/instrumenting/exposition_formats/).
class MetricsText
{
public:
    using Labels = std::initializer_list<std::pair<const char *, QString>>;

    /// Begins a family; `type` is "counter", "gauge" or "histogram".
    void family(const char *name, const char *type, const char *help);

    /// One sample of the family.
    void sample(const Labels &labels, double value);
    void histogram(const DurationHistogram &histogram);

    const QByteArray &bytes() const { return m_bytes; }

private:
    void line(const QByteArray &name, const Labels &labels, double value);

    QByteArray m_family;
    QByteArray m_bytes;
};

} // namespace Saltern
