#include "qml/design/inspector/parametersection.h"

#include "app/studio/document/pipelinedocument.h"
#include "app/studio/models/parametermodel.h"

namespace Saltern {

ParameterSection::ParameterSection(QObject *parent) : QSortFilterProxyModel(parent)
{
    connect(this, &QAbstractItemModel::rowsInserted, this, &ParameterSection::countChanged);
    connect(this, &QAbstractItemModel::rowsRemoved, this, &ParameterSection::countChanged);
    connect(this, &QAbstractItemModel::modelReset, this, &ParameterSection::countChanged);
    connect(this, &QAbstractItemModel::dataChanged, this, &ParameterSection::valuesChanged);
    connect(this, &ParameterSection::countChanged, this, &ParameterSection::valuesChanged);
}

void ParameterSection::setAdvanced(bool advanced)
{
    if (advanced == m_advanced)
        return;
    m_advanced = advanced;
    invalidateFilter();
    Q_EMIT advancedChanged();
    Q_EMIT countChanged();
}

int ParameterSection::writtenCount() const
{
    int written = 0;
    for (int row = 0; row < rowCount(); ++row) {
        const QModelIndex at = index(row, 0);
        written += at.data(ParameterModel::DepthRole).toInt() == 0 &&
                   at.data(ParameterModel::HasValueRole).toBool();
    }
    return written;
}

bool ParameterSection::hasProblem() const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (!index(row, 0).data(ParameterModel::ProblemRole).toString().isEmpty())
            return true;
    }
    return false;
}

// Fields and entries follow the setting that they belong to.
bool ParameterSection::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    QModelIndex at = sourceModel()->index(row, 0, parent);
    while (at.row() > 0 && at.data(ParameterModel::DepthRole).toInt() > 0)
        at = at.siblingAtRow(at.row() - 1);
    const bool hasOwnTab =
        at.data(ParameterModel::TypeRole).toString() == QLatin1StringView("code");
    return !hasOwnTab && at.data(ParameterModel::AdvancedRole).toBool() == m_advanced;
}

} // namespace Saltern
