#pragma once

#include <QSortFilterProxyModel>
#include <QtQml/qqmlregistration.h>

namespace Saltern {

/// The part of a ParameterModel that is always shown, or the part that is folded away; settings
/// that the Code tab edits are in neither. GUI thread.
class ParameterSection : public QSortFilterProxyModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(bool advanced READ isAdvanced WRITE setAdvanced NOTIFY advancedChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    /// How many settings are written in the document.
    Q_PROPERTY(int writtenCount READ writtenCount NOTIFY valuesChanged)
    Q_PROPERTY(bool hasProblem READ hasProblem NOTIFY valuesChanged)

public:
    explicit ParameterSection(QObject *parent = nullptr);

    bool isAdvanced() const { return m_advanced; }
    void setAdvanced(bool advanced);
    int count() const { return rowCount(); }
    int writtenCount() const;
    bool hasProblem() const;

Q_SIGNALS:
    void advancedChanged();
    void countChanged();
    void valuesChanged();

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    bool m_advanced = false;
};

} // namespace Saltern
