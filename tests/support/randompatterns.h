#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

#include <random>

namespace Saltern::Test {

/// Patterns and events out of a small vocabulary, so that they often meet: few keys (some with dots
/// in them), few values, every kind of match expression, arrays in arrays. The same seed gives the
/// same sequence.
class RandomPatterns
{
public:
    explicit RandomPatterns(unsigned seed) : m_random(seed) {}

    QJsonObject pattern();

    /// Adds what many patterns have in common: mostly one of three clauses for `a`, sometimes a
    /// wildcard for `m.a`. The pattern may become invalid by it.
    void addCommonFields(QJsonObject &pattern);

    QJsonObject event();

private:
    int below(int limit) { return static_cast<int>(m_random() % static_cast<unsigned>(limit)); }
    QString pick(const QStringList &from) { return from[below(static_cast<int>(from.size()))]; }

    void addField(QJsonObject &object, const QString &path, bool nested);
    QJsonArray clause();
    QJsonValue expression();
    QJsonValue anythingBut();
    QJsonValue scalar();
    QString text();
    QJsonValue value(int depth);

    std::minstd_rand m_random;
};

} // namespace Saltern::Test
